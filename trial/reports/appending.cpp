#include <trial/reports/appending.hpp>

#include <cerrno>
#include <cstddef>

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <reactor/process/writeall.hpp>

namespace trial {

NoBrokenPipe::NoBrokenPipe() {
  ::sigemptyset(&pipe_);
  ::sigaddset(&pipe_, SIGPIPE);
  sigset_t pending;
  ::sigpending(&pending);
  waits_ = ::sigismember(&pending, SIGPIPE) == 1;
  ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
}

NoBrokenPipe::~NoBrokenPipe() {
  const timespec none = {};
  if (!waits_) {
    while (::sigtimedwait(&pipe_, nullptr, &none) < 0 && errno == EINTR) {
    }
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int writeUnlessBroken(int fd, std::string_view text) {
  const NoBrokenPipe guard;
  return reactor::writeAll(fd, text) ? 0 : errno;
}

int appendWhole(int fd, std::string_view text) {
  struct stat before = {};
  if (::fstat(fd, &before) != 0) return errno;
  const NoBrokenPipe guard;
  off_t ours = 0;
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    ours += written;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (text.empty()) return 0;
  const int error = errno;
  struct stat now = {};
  // Not if others have added something meanwhile.
  if (ours > 0 && ::fstat(fd, &now) == 0 && now.st_size == before.st_size + ours)
    (void)!::ftruncate(fd, before.st_size);
  return error;
}

}  // namespace trial
