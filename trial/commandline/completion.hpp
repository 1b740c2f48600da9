/// tellCandidates: finds the words that a shell can complete a word to.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <trial/commandline/optiontable.hpp>

namespace trial {

struct Candidate {
  std::string text;
  /// One line, or empty. For a name of tests it is the kind: package, module, class, test, suite,
  /// case.
  std::string description;
};
using Tell = std::function<void(const Candidate&)>;

/// The name of a kind of values in the scripts. `tellCandidates` completes `order`, `reporter`,
/// `format` and `reactor`; the shell itself completes `file`, `folder` and `program`.
[[nodiscard]] std::string_view kindOf(Completes completes) noexcept;
/// The kind of a word that is not the value of an option but a name of tests.
inline constexpr std::string_view kindOfNames = "test";

/// Tells each candidate of that kind that begins with `beginning` once; none for an unknown kind.
///
/// Names of tests are completed one part at a time: a module, then a class of the module that was
/// typed, then a test of that class; after `program::` a suite or a case. If `beginning` is a whole
/// name, the names directly in it are told too. Paths are left to the shell. A module is opened
/// when its classes are needed; a program is run to list its cases and has a few seconds for that.
/// A module or program that cannot be used has no candidates, or lets its exception pass.
///
/// Unless `mayRun`, no module is opened and no program is run: names end at modules, and reporters
/// are those of the program itself (CLI-12).
void tellCandidates(std::string_view kind, const std::string& beginning, const Tell& tell,
                    bool mayRun = true);

}  // namespace trial
