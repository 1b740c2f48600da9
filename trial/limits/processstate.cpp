#include <trial/limits/processstate.hpp>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace trial::limits {

namespace fs = std::filesystem;

namespace {

/// The letter for it in `/proc/PID/stat`; 0 if there is no such process.
char stateOf(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  const std::string line(std::istreambuf_iterator<char>(file), {});
  // `PID (NAME) STATE ...`, and the name may hold anything.
  const auto name = line.rfind(')');
  return name != std::string::npos && name + 2 < line.size() ? line[name + 2] : '\0';
}

}  // namespace

RunDelays runDelaysOf(pid_t pid) {
  RunDelays delays;
  std::error_code error;
  fs::directory_iterator threads(fmt::format("/proc/{}/task", pid), error);
  for (; !error && threads != fs::directory_iterator(); threads.increment(error)) {
    const auto name = threads->path().filename().string();
    pid_t thread = 0;
    (void)std::from_chars(name.data(), name.data() + name.size(), thread);
    std::ifstream file(threads->path() / "schedstat");
    double ran = 0;
    double delayed = 0;
    constexpr double nanosecond = 1e-9;
    if (file >> ran >> delayed) delays[thread] = delayed * nanosecond;
  }
  return delays;
}

bool isStopped(pid_t pid) { return stateOf(pid) == 'T'; }

bool hasEnded(pid_t pid) {
  const char state = stateOf(pid);
  return state == 0 || state == 'Z' || state == 'X';
}

}  // namespace trial::limits
