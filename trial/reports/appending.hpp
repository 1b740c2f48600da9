/// Writing to what others read, or write to, at the same time.
#pragma once

#include <string_view>

#include <signal.h>

namespace trial {

/// As long as it lives, a reader that goes away makes writes of this thread fail, and does not end
/// the process.
class NoBrokenPipe final {
 public:
  NoBrokenPipe();
  ~NoBrokenPipe();
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t pipe_ = {};
  sigset_t before_ = {};
  bool waits_ = false;  // somebody else's
};

/// Writes all of the text. Returns 0 or an errno.
[[nodiscard]] int writeUnlessBroken(int fd, std::string_view text);
/// The same for a regular file that is open for appending. If the text has no room, what was
/// written of it is removed again, unless others have added something behind it: half of it would
/// swallow what they add.
[[nodiscard]] int appendWhole(int fd, std::string_view text);

}  // namespace trial
