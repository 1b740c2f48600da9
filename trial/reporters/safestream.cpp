#include <trial/detail/safestream.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <optional>

#include <sys/ioctl.h>
#include <unistd.h>

#include <trial/running/environment.hpp>

namespace trial {

namespace {

constexpr double flushInterval = 0.1;

/// The descriptor that `stream` writes to, if it is stdout or stderr.
std::optional<int> descriptorOf(const std::ostream& stream) {
  const auto* buffer = stream.rdbuf();
  if (buffer == nullptr) return std::nullopt;
  if (buffer == std::cout.rdbuf()) return STDOUT_FILENO;
  if (buffer == std::cerr.rdbuf() || buffer == std::clog.rdbuf()) return STDERR_FILENO;
  return std::nullopt;
}

/// The width from COLUMNS, else from the terminal itself; 0 if neither is known.
int terminalColumns(const std::ostream& stream) {
  if (const auto value = runVariable("COLUMNS")) {
    if (const int columns = std::atoi(value->c_str()); columns > 0) return columns;
  }
  winsize size{};
  const auto descriptor = descriptorOf(stream);
  return descriptor && ::ioctl(*descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

bool isTerminal(const std::ostream& stream) {
  const auto descriptor = descriptorOf(stream);
  return descriptor && ::isatty(*descriptor) == 1;
}

std::size_t lineColumns(int terminal, std::size_t most) noexcept {
  constexpr int least = 20;
  if (terminal <= 0) return most;
  return std::min(most, static_cast<std::size_t>(std::max(least, terminal - 1)));
}

SafeStream::SafeStream(std::ostream& original)
    : original_(original), terminal_(trial::isTerminal(original)) {}

void SafeStream::write(std::string_view text) {
  if (!original_.good()) return;
  auto* buffer = original_.rdbuf();
  while (!text.empty()) {
    errno = 0;
    const auto written = buffer->sputn(text.data(), static_cast<std::streamsize>(text.size()));
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    if (text.empty() || errno == EINTR) continue;
    original_.setstate(std::ios::badbit);
    return;
  }
}

void SafeStream::flush() {
  if (!original_.good()) return;
  do {
    errno = 0;
    if (original_.rdbuf()->pubsync() == 0) return;
  } while (errno == EINTR);
  original_.setstate(std::ios::badbit);
}

void SafeStream::flushIfDue(double now) {
  if (!terminal_ && now - lastFlush_ < flushInterval) return;
  flush();
  lastFlush_ = now;
}

std::size_t SafeStream::columns(std::size_t most) const {
  return lineColumns(terminal_ ? terminalColumns(original_) : 0, most);
}

}  // namespace trial
