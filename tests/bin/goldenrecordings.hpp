// The recordings of tests/golden: what a run printed and left, or what is better here.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace golden {

/// The folder of the recordings, and its folders that hold them.
[[nodiscard]] const std::filesystem::path& recordings();
[[nodiscard]] const std::vector<std::string>& folders();

/// `FOLDER/NAME` of every recording, sorted.
[[nodiscard]] std::vector<std::string> recordedNames();

/// The recordings that do not hold here, and why what is better is so. Its text stands beside the
/// recording, `NAME.better.stdout` and so on.
[[nodiscard]] const std::map<std::string, std::string>& better();

/// The shell's words for the program that was recorded: behind its name, and the variables in front
/// of it.
struct Command {
  std::string environment;
  std::string arguments;
};
[[nodiscard]] Command commandOf(const std::string& name);

/// In the form in which texts are compared.
struct Printed {
  std::string output;
  std::string errors;
  /// -1 if the run had to be killed.
  int status = -1;
};
[[nodiscard]] Printed recordedOf(const std::string& name);
/// The better text, or what was recorded.
[[nodiscard]] Printed expectedOf(const std::string& name);

/// A line `d PATH` or `f PATH` for each file that the run left, and what its logs say by their file
/// names, of all workers together. Empty if it was not recorded.
struct Left {
  std::string tree;
  std::map<std::string, std::string> logs;
};
[[nodiscard]] Left recordedLeft(const std::string& name);
[[nodiscard]] Left expectedLeft(const std::string& name);

/// What each file beside the recordings is for; a line for each that is nobody's.
[[nodiscard]] std::vector<std::string> strayFiles();

}  // namespace golden
