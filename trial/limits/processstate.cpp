#include <trial/limits/processstate.hpp>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include <reactor/spawn/descendants.hpp>

namespace trial::limits {

namespace fs = std::filesystem;

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

bool isStopped(pid_t pid) { return reactor::processState(pid) == 'T'; }

bool runsProgram(pid_t pid) {
  std::error_code none;
  return !fs::read_symlink(fmt::format("/proc/{}/exe", pid), none).empty();
}

}  // namespace trial::limits
