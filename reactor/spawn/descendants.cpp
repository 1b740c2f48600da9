#include <reactor/spawn/descendants.hpp>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

namespace reactor {

namespace {

constexpr std::size_t longestCommand = 120;

/// As much as can be read: a process may be gone in the middle of it.
std::string readFile(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();  // an iterator would throw
  return std::move(text).str();
}

std::string nameOf(pid_t pid) {
  auto name = readFile(fmt::format("/proc/{}/comm", pid));
  if (!name.empty()) name.pop_back();
  return name;
}

}  // namespace

std::vector<pid_t> childrenOf(pid_t pid) {
  std::vector<pid_t> children;
  std::error_code error;
  const std::filesystem::directory_iterator threads(fmt::format("/proc/{}/task", pid), error);
  if (error) return children;
  // A thread that ends meanwhile has no file any more: its children are those of another one then.
  for (auto thread = threads; thread != end(threads) && !error; thread.increment(error)) {
    std::ifstream list(thread->path() / "children");
    children.insert(children.end(), std::istream_iterator<pid_t>(list), {});
  }
  return children;
}

std::vector<pid_t> descendantsOf(pid_t pid) {
  auto all = childrenOf(pid);
  for (std::size_t next = 0; next < all.size(); ++next) {
    const auto children = childrenOf(all[next]);
    all.insert(all.end(), children.begin(), children.end());
  }
  return all;
}

void signalDescendants(int number) {
  for (const pid_t pid : descendantsOf(::getpid())) (void)::kill(pid, number);
}

char processState(pid_t pid) {
  const auto stat = readFile(fmt::format("/proc/{}/stat", pid));
  // `PID (NAME) STATE ...`, and the name may hold anything.
  const auto name = stat.rfind(')');
  return name != std::string::npos && name + 2 < stat.size() ? stat[name + 2] : '\0';
}

bool hasEnded(pid_t pid) {
  const char state = processState(pid);
  return state == 0 || state == 'Z' || state == 'X';
}

std::string describeProcess(pid_t pid) {
  if (hasEnded(pid)) return {};
  auto command = readFile(fmt::format("/proc/{}/cmdline", pid));
  while (!command.empty() && command.back() == '\0') command.pop_back();
  if (command.empty()) command = nameOf(pid);  // its program has not begun yet
  for (auto& c : command) {
    if (c == '\0') c = ' ';
  }
  if (command.size() > longestCommand) command = command.substr(0, longestCommand) + "...";
  return fmt::format("{} (pid {})", command, pid);
}

std::string endLeftBehind(pid_t pid) {
  const auto description = describeProcess(pid);
  if (description.empty()) return {};
  if (::kill(pid, SIGKILL) == 0) return "was ended: " + description;
  const int error = errno;
  if (error == ESRCH) return {};
  return fmt::format("could not be ended ({}): {}", std::generic_category().message(error),
                     description);
}

}  // namespace reactor
