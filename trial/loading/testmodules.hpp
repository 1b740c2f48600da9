/// What `--testmodule` takes from a source file: the test modules that it names in its first lines.
/// (twisted.scripts.trial)
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// The names and values of `-*- name: value; name: value -*-`; `std::invalid_argument` if the line
/// has no such, or a bad one.
[[nodiscard]] std::map<std::string, std::string> _parseLocalVariables(std::string_view line);
/// Those of the first of the file's first two lines that has any; empty if none has.
[[nodiscard]] std::map<std::string, std::string> loadLocalVariables(const std::string& filename);
/// The names after `test-case-name`, which are separated by commas.
[[nodiscard]] std::vector<std::string> getTestModules(const std::string& filename);
/// A source named `test_*`, or a test module itself.
[[nodiscard]] bool isTestFile(const std::string& filename);

}  // namespace trial
