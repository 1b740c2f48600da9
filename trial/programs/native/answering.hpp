/// A program that native tests are linked into: the tests that it has, and how it answers the
/// adapter for such programs.
#pragma once

#include <string>
#include <vector>

#include <trial/loader.hpp>

namespace trial {

/// Whether tests are part of this program itself. Ask before any module is opened.
[[nodiscard]] bool hasOwnTests();
/// The tests of the program itself, by module. They are not loaded by the name of the module, which
/// could be that of a file.
[[nodiscard]] SuitePtr loadOwnTests(const TestLoader& loader);

/// Whether the first argument is one of <trial/programs/native/records.hpp>.
[[nodiscard]] bool isAskedByRunner(const std::vector<std::string>& arguments);
/// Lists or runs tests as the arguments say, reports on descriptor 3, and returns the exit status.
[[nodiscard]] int answerRunner(const std::vector<std::string>& arguments);

}  // namespace trial
