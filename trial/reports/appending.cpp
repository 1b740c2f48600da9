#include <trial/reports/appending.hpp>

#include <cerrno>

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
  const int error = writeUnlessBroken(fd, text);
  if (error == 0) return 0;
  struct stat now = {};
  const bool onlyOurs = ::fstat(fd, &now) == 0 && now.st_size > before.st_size &&
                        now.st_size < before.st_size + static_cast<off_t>(text.size());
  if (onlyOurs) (void)!::ftruncate(fd, before.st_size);
  return error;
}

}  // namespace trial
