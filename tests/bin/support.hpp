// Shared by the tests of programs: a folder to run one in, and its output.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <stdlib.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>

namespace support {

namespace fs = std::filesystem;

/// The folders of the test modules and of the test programs, and a program with native tests.
inline const std::string modules = TRIAL_TEST_MODULES;
inline const std::string programs = TRIAL_TEST_PROGRAMS;
inline const std::string native = TRIAL_NATIVE_PROGRAMS "/native_tests";

/// As much of the file as can be read: reading one in /proc fails when its process has ended.
[[nodiscard]] inline std::string contentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();  // an istreambuf_iterator would throw if reading fails
  return content.str();
}

struct Ran {
  std::string output;
  /// stderr, if it was asked for apart.
  std::string errors;
  /// -1 if it was ended by a signal.
  int status;

  [[nodiscard]] bool has(const std::string& text) const {
    return output.find(text) != std::string::npos;
  }
  [[nodiscard]] std::string lastLine() const {
    const auto end = output.find_last_not_of('\n');
    if (end == std::string::npos) return {};
    const auto begin = output.rfind('\n', end);
    return output.substr(begin + 1, end - begin);
  }
};

/// A folder of its own for each test; the program runs there.
struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "trial-dist-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }

  /// `arguments` as a shell reads them; stderr is with stdout.
  [[nodiscard]] Ran run(const std::string& arguments, const std::string& environment = {}) const {
    return runProgram(TRIAL_DIST_PROGRAM, arguments, environment);
  }
  /// With stderr apart.
  [[nodiscard]] Ran runApart(const std::string& arguments,
                             const std::string& environment = {}) const {
    const auto file = path.string() + ".stderr";
    auto ran = runProgram(TRIAL_DIST_PROGRAM, arguments, environment, "2>" + file);
    ran.errors = contentOf(file);
    fs::remove(file);
    return ran;
  }
  [[nodiscard]] Ran runProgram(const std::string& program, const std::string& arguments,
                               const std::string& environment = {},
                               const std::string& errors = "2>&1") const {
    const auto command = "cd '" + path.string() + "' && " + environment + " " + program + " " +
                         arguments + " " + errors + " </dev/null";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    Ran ran{};
    std::array<char, 4096> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      ran.output.append(buffer.data(), size);
    }
    const int status = ::pclose(pipe);
    ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ran;
  }

  fs::path path;
};

[[nodiscard]] inline std::multiset<std::string> linesOf(const fs::path& path) {
  std::multiset<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.insert(line);
  return lines;
}

/// The outcome of every case in a tree: its last name and its tag.
inline std::multiset<std::string> outcomes(const std::string& output) {
  std::multiset<std::string> found;
  std::size_t at = 0;
  while (at < output.size()) {
    const auto end = std::min(output.find('\n', at), output.size());
    auto line = output.substr(at, end - at);
    at = end + 1;
    if (line.find(" ... ") == std::string::npos || line.back() != ']') continue;
    line.erase(0, line.find_first_not_of(' '));
    const auto name = line.substr(0, line.find(' '));
    found.insert(name + line.substr(line.rfind('[')));
  }
  return found;
}

}  // namespace support
