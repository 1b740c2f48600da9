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
  /// To be called each time before the report is read. Without a pid the process is over, and it is
  /// not known which children it had.
  void look(std::optional<pid_t> pid);
  /// Whether there was a child, or may have been, since the look two before the last one: what is
  /// parsed behind the last look was written since then.
  [[nodiscard]] bool any() const noexcept { return recent_ || before_; }
  /// The last answer of `any` while the process was running.
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
