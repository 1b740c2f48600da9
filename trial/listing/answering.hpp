/// The process that opens a module for another one and lists its tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// `PROGRAM --list-module FILE NAME`: opens the module, writes the list of
/// <trial/listing/modulelist.hpp> to `frameworks::reportFD`, and ends as other programs do, so that
/// static destructors run.
inline constexpr std::string_view listModuleArgument = "--list-module";

/// Whether this is the first argument.
[[nodiscard]] bool isAskedToListModule(const std::vector<std::string>& arguments);
/// Lists the module and returns the exit status. A module that cannot be opened is listed with its
/// error; the status is 1 only if the list could not be written.
[[nodiscard]] int answerWithList(const std::vector<std::string>& arguments);

}  // namespace trial
