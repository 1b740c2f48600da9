#include <trial/ending/blockedoutput.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace trial {

namespace {

constexpr int mostLooks = 4;

}  // namespace

void BlockedOutput::reset() noexcept {
  for (auto& output : standard_) {
    output.looks = 0;
    output.givenUp = false;
  }
  for (auto& output : added_) output.looks = 0;
}

void BlockedOutput::add(int fd) noexcept {
  for (auto& output : added_) {
    if (output.fd != -1) continue;
    output.looks = 0;
    output.givenUp = false;
    output.fd = fd;
    return;
  }
}

void BlockedOutput::remove(int fd) noexcept {
  for (auto& output : added_) {
    if (output.fd == fd) output.fd = -1;
  }
}

bool BlockedOutput::givenUp() const noexcept {
  return standard_[0].givenUp || standard_[1].givenUp;
}

bool BlockedOutput::givenUp(int fd) const noexcept {
  for (const auto& output : added_) {
    if (output.fd == fd) return output.givenUp;
  }
  return false;
}

bool BlockedOutput::isWritable(int fd) noexcept {
  pollfd entry = {fd, POLLOUT, 0};
  return ::poll(&entry, 1, 0) != 0;
}

void BlockedOutput::look(bool now) noexcept {
  look(standard_[0], STDOUT_FILENO, now);
  look(standard_[1], STDERR_FILENO, now);
  for (auto& output : added_) {
    if (const int fd = output.fd; fd != -1) look(output, fd, now);
  }
}

void BlockedOutput::look(Output& output, int fd, bool now) noexcept {
  if (isWritable(fd)) {
    output.looks = 0;
    return;
  }
  if (++output.looks < mostLooks && !now) return;
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  // Programs inherit stdout and stderr alone.
  (void)::dup3(nowhere, fd, fd > STDERR_FILENO ? O_CLOEXEC : 0);
  ::close(nowhere);
  output.givenUp = true;
}

}  // namespace trial
