#include "goldenrecordings.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "goldentext.hpp"
#include "support.hpp"

namespace golden {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view logMark = "._trial_temp__";

bool has(const std::string& name, const std::string& suffix) {
  return fs::exists(recordings() / (name + suffix));
}

std::string recording(const std::string& name, const std::string& suffix) {
  return support::contentOf(recordings() / (name + suffix));
}

int statusOf(const std::string& text) { return text.starts_with("HUNG") ? -1 : std::stoi(text); }

/// The name of the recording that a file belongs to, and what follows it.
std::pair<std::string, std::string> splitAtSuffix(const std::string& file) {
  static const std::vector<std::string_view> suffixes = {
      ".better.stdout", ".better.stderr", ".better.exit", ".better.tree", ".cmd",
      ".stdout",        ".stderr",        ".exit",        ".tree"};
  if (const auto mark = file.find(logMark); mark != std::string::npos)
    return {file.substr(0, mark), file.substr(mark)};
  for (const auto suffix : suffixes) {
    if (file.ends_with(suffix))
      return {file.substr(0, file.size() - suffix.size()), std::string(suffix)};
  }
  return {file, {}};
}

}  // namespace

const fs::path& recordings() {
  static const fs::path folder = TRIAL_GOLDEN_RECORDINGS;
  return folder;
}

const std::vector<std::string>& folders() {
  static const std::vector<std::string> names = {"plain", "errors", "jobs", "v24.7"};
  return names;
}

std::vector<std::string> recordedNames() {
  std::vector<std::string> names;
  for (const auto& folder : folders()) {
    for (const auto& entry : fs::directory_iterator(recordings() / folder)) {
      if (entry.path().extension() == ".cmd")
        names.push_back(folder + "/" + entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Command commandOf(const std::string& name) {
  auto line = recording(name, ".cmd");
  line.erase(line.find_last_not_of('\n') + 1);
  constexpr std::string_view program = "trial ";
  const auto at = line.find(program);
  return {line.substr(0, at), line.substr(at + program.size())};
}

Printed recordedOf(const std::string& name) {
  return {recordedByTrial(recording(name, ".stdout")), recordedByTrial(recording(name, ".stderr")),
          statusOf(recording(name, ".exit"))};
}

Printed expectedOf(const std::string& name) {
  if (!has(name, ".better.exit")) return recordedOf(name);
  return {comparable(recording(name, ".better.stdout")),
          comparable(recording(name, ".better.stderr")), statusOf(recording(name, ".better.exit"))};
}

Left recordedLeft(const std::string& name) {
  Left left;
  left.tree = recording(name, ".tree");
  std::set<fs::path> logs;
  const auto start = fs::path(name).filename().string() + std::string(logMark);
  for (const auto& entry : fs::directory_iterator((recordings() / name).parent_path())) {
    if (entry.path().filename().string().starts_with(start)) logs.insert(entry.path());
  }
  for (const auto& path : logs) {
    const auto file = path.string();
    left.logs[file.substr(file.rfind("__") + 2)] += recordedByTrial(support::contentOf(path));
  }
  return left;
}

Left expectedLeft(const std::string& name) {
  auto left = recordedLeft(name);
  if (has(name, ".better.tree")) left.tree = recording(name, ".better.tree");
  return left;
}

std::vector<std::string> strayFiles() {
  std::vector<std::string> strays;
  for (const auto& folder : folders()) {
    for (const auto& entry : fs::directory_iterator(recordings() / folder)) {
      const auto file = folder + "/" + entry.path().filename().string();
      const auto [name, suffix] = splitAtSuffix(file);
      const bool complete = has(name, ".cmd") && has(name, ".stdout") && has(name, ".exit");
      const bool known = !suffix.starts_with(".better.") || better().contains(name);
      if (suffix.empty() || !complete || !known) strays.push_back(file);
    }
  }
  std::sort(strays.begin(), strays.end());
  return strays;
}

}  // namespace golden
