/// A program that native tests are linked into: the tests that it has, and what the adapter for
/// such programs asks it for.
#pragma once

#include <string>
#include <vector>

#include <reactor/api.hpp>

namespace trial {

/// The modules that are part of this program itself, by name; to be asked for before any other is
/// opened.
[[nodiscard]] TRIAL_DIST_API std::vector<std::string> ownModules();

/// Whether the first argument is one of <trial/frameworks/nativerecord.hpp>.
[[nodiscard]] TRIAL_DIST_API bool isAskedByRunner(const std::vector<std::string>& arguments);
/// Does what it says, tells of it on descriptor 3, and returns the exit status.
[[nodiscard]] TRIAL_DIST_API int answerRunner(const std::vector<std::string>& arguments);

}  // namespace trial
