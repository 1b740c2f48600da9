/// Orphans: the processes that cases leave behind without a parent.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

#include <reactor/process/uniquefd.hpp>

namespace trial {

/// A process that has lost its parent becomes a child of the guardian of this process. What the
/// cases start and their own parent still has is none of this.
class Orphans final {
 public:
  /// Watches the children of this process's parent if that is a guardian; else there are none.
  Orphans();

  /// Those that are there now are not left behind by the case that begins.
  void caseBegins();
  /// Ends those that came since the last case began and describes them.
  [[nodiscard]] std::vector<std::string> endOfCase();
  /// Ends all that are there and describes them.
  [[nodiscard]] std::vector<std::string> endAll();

 private:
  [[nodiscard]] bool any() const;
  [[nodiscard]] std::vector<pid_t> all() const;

  const pid_t self_;
  std::optional<pid_t> guardian_;
  reactor::UniqueFD list_;  // the guardian's children
  std::string onlySelf_;    // what stands there if this process is the only one
  std::set<pid_t> known_;
};

}  // namespace trial
