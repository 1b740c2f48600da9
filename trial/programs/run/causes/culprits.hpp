/// CulpritSearch: which cases make a program end badly after they have run.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include <trial/programs/run/causes/rerun.hpp>

namespace trial::frameworks {

/// First two of the cases are tried alone, then the others, and the halves of what ends badly,
/// until each that does so alone is found, or the time is over.
class CulpritSearch final : public Rerun {
 public:
  /// `cases`: those that ran in the process, at least one.
  CulpritSearch(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
                std::vector<std::string> cases, CaseLimit limit, double seconds);
  /// Whether the program has ended so whichever case was tried.
  [[nodiscard]] bool any() const noexcept { return any_; }

 private:
  void begin() override;
  void ended(const ProcessReader& process, const ProcessEnd& end) override;
  [[nodiscard]] std::string foundInTime() override;
  void next();
  [[nodiscard]] std::string found() const;
  void judge(bool endsBadly);

  const std::vector<std::string> all_;
  std::deque<std::vector<std::string>> groups_;  // each is tried in one process
  std::size_t tried_ = 0;
  std::vector<std::string> culprits_;
  bool any_ = false;   // whichever case runs
  bool part_ = false;  // not all were tried
};

}  // namespace trial::frameworks
