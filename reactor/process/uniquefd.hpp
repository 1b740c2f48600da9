/// UniqueFD: owns a file descriptor and closes it in its destructor.
#pragma once

#include <utility>

#include <unistd.h>

namespace reactor {

class UniqueFD final {
 public:
  UniqueFD() noexcept = default;
  explicit UniqueFD(int fd) noexcept : fd_(fd) {}
  UniqueFD(UniqueFD&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFD& operator=(UniqueFD&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFD() { reset(); }

  /// -1 if there is none.
  [[nodiscard]] int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }
  void reset() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace reactor
