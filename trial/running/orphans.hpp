/// Orphans: the processes that cases leave behind without a parent.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

#include <reactor/interfaces.hpp>
#include <reactor/process/uniquefd.hpp>

namespace trial {

/// A process that has lost its parent becomes a child of the process that adopts it. What the
/// cases start and their own parent still has is none of this.
class Orphans final {
 public:
  /// Those that the guardian of this process adopts; none if it has no guardian.
  [[nodiscard]] static Orphans ofGuardian();
  /// Those that this process adopts; none without a reactor::Adoption. Its children of now are none
  /// of them, nor are the processes of `own`, which outlives this; with null, all that it starts
  /// itself counts like an orphan.
  [[nodiscard]] static Orphans ofThisProcess(const reactor::IReactorProcess* own = nullptr);

  /// Ends those that came since the last look and describes them.
  [[nodiscard]] std::vector<std::string> endNew();
  /// Ends all that are there and describes them.
  [[nodiscard]] std::vector<std::string> endAll();

  /// Those that came since the last call of this or of the functions above.
  [[nodiscard]] std::vector<pid_t> takeNew();
  /// Ends one of them, which is still there, and describes it; empty if it had ended.
  [[nodiscard]] std::string end(pid_t pid);

 private:
  Orphans() = default;
  void watch(pid_t adopter);
  [[nodiscard]] bool changed();
  [[nodiscard]] bool isOwn(pid_t pid) const;

  pid_t adopter_ = -1;
  bool reaps_ = false;  // this process is the adopter
  const reactor::IReactorProcess* own_ = nullptr;
  std::set<pid_t> others_;  // children of the adopter that are no orphans
  reactor::UniqueFD list_;  // the children of the adopter
  std::string seen_;        // what stood there at the last look
  std::set<pid_t> known_;
  std::set<pid_t> ended_;  // of those, and not reaped by the adopter yet
};

}  // namespace trial
