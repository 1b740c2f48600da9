#include <trial/programs/run/childrenwatch.hpp>

#include <algorithm>
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

/// What `stat` says of a process.
struct Stat {
  char state = 0;  // 0 if it cannot be read
  /// The fields that count for children which the process has waited for: page faults and times.
  std::string counted = {};
};

Stat statOf(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text, '\0');
  const auto name = text.rfind(')');
  if (name == std::string::npos) return {};
  std::istringstream fields(text.substr(name + 1));
  constexpr int stateLetter = 3;  // as proc(5) counts them
  constexpr int minorFaults = 11;
  constexpr int majorFaults = 13;
  constexpr int userTime = 16;
  constexpr int systemTime = 17;
  Stat stat;
  std::string field;
  for (int number = stateLetter; fields >> field && number <= systemTime; ++number) {
    if (number == stateLetter) {
      stat.state = field.front();
    } else if (number == minorFaults || number == majorFaults || number == userTime ||
               number == systemTime) {
      stat.counted += field + ' ';
    }
  }
  return stat;
}

/// What the process runs; empty if that cannot be seen, as of one that has ended.
fs::path programOf(pid_t pid) {
  std::error_code hidden;
  return fs::read_symlink(fmt::format("/proc/{}/exe", pid), hidden);
}

}  // namespace

/// Whether it has children that do not run another program. One that has ended counts when it is
/// seen so for the first time: what it wrote last may not be read yet.
bool ChildrenWatch::hasChildren(pid_t pid) {
  const auto children = reactor::childrenOf(pid);
  if (children.empty()) return false;
  const auto own = programOf(pid);
  return std::any_of(children.begin(), children.end(), [&](pid_t child) {
    const auto program = programOf(child);
    if (program == own) return true;
    return program.empty() && (!reactor::hasEnded(child) || ended_.insert(child).second);
  });
}

void ChildrenWatch::look(std::optional<pid_t> pid) {
  before_ = recent_;
  auto stat = pid ? statOf(*pid) : Stat{'Z'};
  if (stat.state == 'Z') {  // it has ended, and what it had cannot be seen any more
    recent_ = live_ = true;
    return;
  }
  const bool had = std::exchange(has_, hasChildren(*pid));
  live_ = had || has_;
  recent_ = live_ || (!stat.counted.empty() && stat.counted != counted_);
  if (!stat.counted.empty()) counted_ = std::move(stat.counted);
  seen_ = any();
}

}  // namespace trial::frameworks
