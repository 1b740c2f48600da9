#include <trial/programs/run/childrenwatch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <reactor/spawn/descendants.hpp>

namespace trial::frameworks {

namespace fs = std::filesystem;

namespace {

/// The fields of `stat` that count for children which the process has waited for: page faults and
/// times; empty if it cannot be read.
std::string countedFor(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text, '\0');
  const auto name = text.rfind(')');
  if (name == std::string::npos) return {};
  std::istringstream fields(text.substr(name + 1));
  constexpr int minorFaults = 11;  // as proc(5) counts them
  constexpr int majorFaults = 13;
  constexpr int userTime = 16;
  constexpr int systemTime = 17;
  std::string counted;
  std::string field;
  for (int number = 3; fields >> field && number <= systemTime; ++number) {
    if (number == minorFaults || number == majorFaults || number == userTime ||
        number == systemTime) {
      counted += field + ' ';
    }
  }
  return counted;
}

/// What the process runs; empty if that cannot be seen, as of one that has ended.
fs::path programOf(const std::string& pid) {
  std::error_code hidden;
  return fs::read_symlink(fmt::format("/proc/{}/exe", pid), hidden);
}

}  // namespace

/// Whether it has children that do not run another program. One that has ended counts when it is
/// seen so for the first time: what it wrote last may not be read yet.
bool ChildrenWatch::hasChildren(pid_t pid) {
  const auto own = programOf(std::to_string(pid));
  std::error_code gone;
  const fs::directory_iterator threads(fmt::format("/proc/{}/task", pid), gone);
  for (auto at = begin(threads); !gone && at != end(threads); at.increment(gone)) {
    std::ifstream children(at->path() / "children");
    for (std::string child; children >> child;) {
      const auto program = programOf(child);
      if (program == own) return true;
      const pid_t number = std::stoi(child);
      if (program.empty() && (!reactor::hasEnded(number) || ended_.insert(number).second))
        return true;
    }
  }
  return false;
}

void ChildrenWatch::look(std::optional<pid_t> pid) {
  before_ = recent_;
  if (!pid || reactor::processState(*pid) == 'Z') {  // what it had cannot be seen any more
    recent_ = live_ = true;
    return;
  }
  const bool had = std::exchange(has_, hasChildren(*pid));
  auto counted = countedFor(*pid);
  live_ = had || has_;
  recent_ = live_ || (!counted.empty() && counted != counted_);
  if (!counted.empty()) counted_ = std::move(counted);
}

}  // namespace trial::frameworks
