/// What a word on the command line may become, for the completion of shells.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <trial/commandline/optiontable.hpp>

namespace trial {

struct Candidate {
  std::string text;
  /// One line; of a name of tests what it is the name of: package, module, class, test, suite,
  /// case. May be empty.
  std::string description;
};
using Tell = std::function<void(const Candidate&)>;

/// What a value is one of, in the words of the scripts: `order`, `reporter`, `format` and
/// `reactor`, which `tellCandidates` knows, and `nothing`, `file`, `folder` and `program`, which
/// shells know.
[[nodiscard]] std::string_view kindOf(Completes completes) noexcept;
/// The kind of a word that is no value: a name of tests.
inline constexpr std::string_view kindOfNames = "test";

/// Tells what there is of that kind that begins with `beginning`, each once; of an unknown kind
/// nothing. A name of tests is told as far as the part that is begun: a module, a class of a module
/// that is typed, a test of a class, a suite or case of `program::`; beside one that is whole also
/// what is right in it. Paths are left to the shell. A module is opened when the name goes into it,
/// a program is asked and has a few seconds to answer. What cannot be opened or asked gives
/// nothing, or whatever exception that ends with.
void tellCandidates(std::string_view kind, const std::string& beginning, const Tell& tell);

}  // namespace trial
