/// ChildrenWatch: whether a process has children that it has forked, or had some.
#pragma once

#include <optional>
#include <set>
#include <string>

#include <sys/types.h>

namespace trial::frameworks {

/// Looks into /proc. A child that runs another program is none; one that has begun and ended
/// between two looks is seen by what the process has counted for it, unless the process ignores
/// SIGCHLD.
class ChildrenWatch final {
 public:
  /// None: the process is over, and its children are not known.
  void look(std::optional<pid_t> pid);
  /// Whether there was any child, or may have been, since the look but two: what was in the pipe at
  /// one look is read before the next but one.
  [[nodiscard]] bool any() const noexcept { return recent_ || before_; }
  /// The same at the last look at which it was known.
  [[nodiscard]] bool seen() const noexcept { return seen_; }
  /// Whether any was there at one of the last two looks, or may have been.
  [[nodiscard]] bool live() const noexcept { return live_; }

 private:
  [[nodiscard]] bool hasChildren(pid_t pid);

  bool recent_ = false;  // between the last two looks
  bool before_ = false;  // between the two before
  bool seen_ = false;    // as `any` at the last look that was not too late
  bool live_ = false;
  bool has_ = false;                  // at the last look
  std::set<pid_t> ended_;             // and nobody has waited for them
  std::string counted_ = "0 0 0 0 ";  // for children that it has waited for
};

}  // namespace trial::frameworks
