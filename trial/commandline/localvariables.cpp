#include <trial/commandline/localvariables.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/loading/filenames.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/splitat.hpp>

namespace trial {

namespace {

std::string_view stripped(std::string_view text) {
  constexpr auto blanks = " \t\r\n\f\v";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace

std::map<std::string, std::string> _parseLocalVariables(std::string_view line) {
  constexpr std::string_view mark = "-*-";
  const auto begin = line.find(mark);
  const auto end = begin == std::string_view::npos ? begin : line.find(mark, begin + mark.size());
  if (end == std::string_view::npos) {
    throw std::invalid_argument(
        fmt::format("{} not a valid local variable declaration", reactor::repr(line)));
  }
  std::map<std::string, std::string> variables;
  const auto between = line.substr(begin + mark.size(), end - begin - mark.size());
  for (const std::string_view declaration : splitAt(between, ';')) {
    if (stripped(declaration).empty()) continue;
    const auto colon = declaration.find(':');
    if (colon == std::string_view::npos) {
      throw std::invalid_argument(
          fmt::format("{} not a valid local variable declaration", reactor::repr(line)));
    }
    variables[std::string(stripped(declaration.substr(0, colon)))] =
        stripped(declaration.substr(colon + 1));
  }
  return variables;
}

std::map<std::string, std::string> loadLocalVariables(const std::string& filename) {
  std::ifstream file(fromRunFolder(filename));
  std::string line;
  for (int i = 0; i < 2 && std::getline(file, line); ++i) {
    try {
      return _parseLocalVariables(line);
    } catch (const std::invalid_argument&) {  // an ordinary line
    }
  }
  return {};
}

std::vector<std::string> getTestModules(const std::string& filename) {
  const auto variables = loadLocalVariables(filename);
  std::vector<std::string> names;
  const auto found = variables.find("test-case-name");
  if (found == variables.end()) return names;
  for (const std::string_view name : splitAt(found->second, ',')) {
    if (!stripped(name).empty()) names.emplace_back(stripped(name));
  }
  return names;
}

bool isTestFile(const std::string& filename) {
  const std::filesystem::path path(filename);
  const auto extension = path.extension().string();
  const auto name = path.filename().string();
  if (extension == ".so") return name.starts_with("test_") || name.starts_with("libtest_");
  return name.starts_with("test_") && isSource(path);
}

}  // namespace trial
