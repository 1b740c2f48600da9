#include <trial/safestream.hpp>

#include <cerrno>
#include <iostream>

#include <unistd.h>

namespace trial {

bool isTerminal(const std::ostream& stream) {
  const auto* buffer = stream.rdbuf();
  if (buffer == nullptr) return false;
  if (buffer == std::cout.rdbuf()) return ::isatty(STDOUT_FILENO) == 1;
  if (buffer == std::cerr.rdbuf() || buffer == std::clog.rdbuf())
    return ::isatty(STDERR_FILENO) == 1;
  return false;
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

}  // namespace trial
