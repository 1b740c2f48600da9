/// The variables in the first lines of a source file, `-*- test-case-name: test_x -*-`: where
/// `--testmodule` finds the test modules of that file. (twisted.scripts.trial)
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// The variables of a line with `-*- name: value; name: value -*-`. Throws `std::invalid_argument`
/// if the line declares none or the declaration is malformed.
[[nodiscard]] std::map<std::string, std::string> _parseLocalVariables(std::string_view line);
/// The variables of a file: its first line is read, and the second if the first declares none.
/// Empty if neither declares any.
[[nodiscard]] std::map<std::string, std::string> loadLocalVariables(const std::string& filename);
/// The test modules of a file: the value of `test-case-name`, split at commas.
[[nodiscard]] std::vector<std::string> getTestModules(const std::string& filename);
/// True for a source file named `test_*` and for a test module.
[[nodiscard]] bool isTestFile(const std::string& filename);

}  // namespace trial
