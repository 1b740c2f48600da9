#include "terminal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"

namespace support {

namespace fs = std::filesystem;

namespace {

constexpr int minute = 60'000;  // milliseconds; only what hangs takes so long

bool isReadable(int fd, int milliseconds) {
  pollfd entry = {fd, POLLIN, 0};
  return ::poll(&entry, 1, milliseconds) > 0;
}

int makePipe(const fs::path& path) {
  if (::mkfifo(path.c_str(), 0600) != 0)
    throw std::system_error(errno, std::generic_category(), path.string());
  return ::open(path.c_str(), O_RDWR | O_CLOEXEC);  // so nobody waits for the other end
}

}  // namespace

Terminal::Terminal(const fs::path& folder, const std::vector<std::string>& command,
                   const Variables& environment) {
  pid_ = ::forkpty(&terminal_, nullptr, nullptr, nullptr);
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "forkpty");
  if (pid_ > 0) return;
  for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  ::_exit(127);
}

Terminal::~Terminal() {
  if (!over_) {
    (void)::kill(pid_, SIGKILL);
    (void)reap(true);
  }
  if (terminal_ >= 0) ::close(terminal_);
}

void Terminal::type(const std::string& keys) const {
  if (::write(terminal_, keys.data(), keys.size()) < 0 && errno != EIO)
    throw std::system_error(errno, std::generic_category(), "the terminal");
}

/// False if nothing came, or if nothing can come any more.
bool Terminal::read(int milliseconds) {
  std::array<char, 4096> buffer{};
  if (!isReadable(terminal_, milliseconds)) return false;
  const auto size = ::read(terminal_, buffer.data(), buffer.size());
  if (size <= 0) return false;
  std::copy_if(buffer.begin(), buffer.begin() + size, std::back_inserter(text_),
               [](char c) { return c != '\r'; });
  return true;
}

bool Terminal::reap(bool wait) {
  int status = 0;
  if (over_ || ::waitpid(pid_, &status, wait ? 0 : WNOHANG) != pid_) return over_;
  over_ = true;
  status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return true;
}

bool Terminal::shows(const std::string& text) {
  const auto end = Clock::now() + std::chrono::milliseconds(minute);
  for (;;) {
    if (const auto at = text_.find(text, found_); at != std::string::npos) {
      found_ = at + text.size();
      return true;
    }
    if (!read(100) && (reap(false) || Clock::now() > end)) return false;
  }
}

int Terminal::finish() {
  const auto end = Clock::now() + std::chrono::milliseconds(minute);
  while (!reap(false) && Clock::now() < end) {
    (void)read(100);
  }
  while (read(0)) {
  }
  return over_ ? status_ : -1;
}

int Terminal::hangUp() {
  ::close(std::exchange(terminal_, -1));
  return reap(true) ? status_ : -1;
}

Waiting::Waiting(const fs::path& folder)
    : folder_(folder), said_(makePipe(folder / "said")), go_(makePipe(folder / "go")) {
  static int count = 0;
  seconds_ = std::to_string(4711) + "." + std::to_string(::getpid()) + std::to_string(count++);
}

Waiting::~Waiting() {
  for (const pid_t pid : processes()) (void)::kill(pid, SIGKILL);
  ::close(said_);
  ::close(go_);
}

Terminal::Variables Waiting::environment(const std::string& at) const {
  return {{"WAITING_FOLDER", folder_.string()},
          {"WAITING_SLEEP", seconds_},
          {"WAITING_AT", at},
          {"NO_COLOR", "1"}};
}

pid_t Waiting::isAt(const std::string& place) {
  for (;;) {
    const auto at = lines_.find(place + " ");
    if (at != std::string::npos) {
      const auto end = lines_.find('\n', at);
      const auto pid = std::stoi(lines_.substr(at + place.size() + 1, end));
      lines_.erase(at, end + 1 - at);
      return pid;
    }
    std::array<char, 256> buffer{};
    if (!isReadable(said_, minute)) return -1;
    const auto size = ::read(said_, buffer.data(), buffer.size());
    if (size > 0) lines_.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

void Waiting::go(int count) const {
  const std::string bytes(static_cast<std::size_t>(count), 'g');
  if (::write(go_, bytes.data(), bytes.size()) < 0)
    throw std::system_error(errno, std::generic_category(), "the pipe go");
}

std::vector<pid_t> Waiting::processes() const {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (contentOf(entry.path() / "cmdline").find(seconds_) != std::string::npos)
      found.push_back(std::stoi(name));
  }
  return found;
}

std::size_t Waiting::left() const {
  for (const pid_t pid : processes()) {
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (handle < 0) continue;
    (void)isReadable(handle, 10'000);
    ::close(handle);
  }
  return processes().size();
}

/// The kernel says of a process: `PID (NAME) STATE ...`.
char stateOf(pid_t pid) {
  const auto text = contentOf("/proc/" + std::to_string(pid) + "/stat");
  const auto name = text.rfind(')');
  return name == std::string::npos || name + 2 >= text.size() ? ' ' : text[name + 2];
}

}  // namespace support
