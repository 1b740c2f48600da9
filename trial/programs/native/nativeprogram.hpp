/// A program that native tests are linked into: the tests that it has, and what the adapter for
/// such programs asks it for.
#pragma once

#include <string>
#include <vector>

#include <trial/loader.hpp>

namespace trial {

/// Whether tests are part of this program itself. Ask before any module is opened.
[[nodiscard]] bool hasOwnTests();
/// Those tests, by module. A name would mean a file that is called like the module.
[[nodiscard]] SuitePtr loadOwnTests(const TestLoader& loader);

/// Whether the first argument is one of <trial/programs/native/nativerecord.hpp>.
[[nodiscard]] bool isAskedByRunner(const std::vector<std::string>& arguments);
/// Does what it says, tells of it on descriptor 3, and returns the exit status.
[[nodiscard]] int answerRunner(const std::vector<std::string>& arguments);

}  // namespace trial
