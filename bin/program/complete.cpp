#include <bin/program/complete.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bin/exitstatus.hpp>
#include <reactor/process/reap.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/commandline/completion.hpp>
#include <trial/loading/runfolder.hpp>

namespace bin {

namespace {

bool hasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < ' ' || c == '\x7f'; });
}

/// Hides the output and the core dumps of the modules that this process opens, and ends it with its
/// parent.
void beQuiet(pid_t parent) {
  const rlimit noCore{};
  ::setrlimit(RLIMIT_CORE, &noCore);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(exitSuccess);
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, standard);
}

/// Whether what the user is typing may be opened and run to complete it (CLI-12). A word that is
/// not known may be a misspelt "files".
bool mayRun() {
  const char* wanted = std::getenv("TRIAL_COMPLETE");
  return wanted == nullptr || *wanted == '\0';
}

void tellAll(const std::vector<std::string>& arguments, int to) {
  if (arguments.size() < 2) return;
  try {
    trial::setRunFolder(std::filesystem::current_path());
    trial::tellCandidates(
        arguments[1], arguments.size() > 2 ? arguments[2] : "",
        [to](const trial::Candidate& candidate) {
          if (hasControls(candidate.text)) return;  // a control character would break the line
          auto line = candidate.text;
          if (!candidate.description.empty()) line += "\t" + candidate.description;
          (void)reactor::writeAll(to, line + "\n");
        },
        mayRun());
  } catch (...) {
    // A module or program cannot be used: the candidates so far are the answer.
  }
}

/// Reads until the end of the file, at most for `seconds`.
std::string read(int from, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  std::string text;
  for (;;) {
    const std::chrono::duration<double, std::milli> left = end - Clock::now();
    if (left.count() <= 0) return text;
    pollfd ready{from, POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(left.count()) + 1) <= 0) continue;
    std::array<char, 4096> buffer{};
    const auto size = ::read(from, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

bool isAskedToComplete(const std::vector<std::string>& arguments) {
  return !arguments.empty() && arguments.front() == "--complete";
}

int complete(const std::vector<std::string>& arguments, int out, double seconds) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return exitSuccess;
  // Modules are opened in a process of their own, because their initialisers may do anything.
  const auto parent = ::getpid();
  const auto teller = ::fork();
  if (teller == 0) {
    beQuiet(parent);
    tellAll(arguments, ends[1]);
    ::_exit(exitSuccess);
  }
  ::close(ends[1]);
  auto lines = read(ends[0], seconds);
  ::close(ends[0]);
  if (teller > 0) {
    ::kill(teller, SIGKILL);
    (void)reactor::reap(teller);
  }
  lines.resize(lines.rfind('\n') + 1);  // drop a line that was cut off; npos + 1 is 0
  (void)reactor::writeAll(out, lines);
  return exitSuccess;
}

}  // namespace bin
