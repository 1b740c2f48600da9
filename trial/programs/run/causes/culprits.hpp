/// CulpritSearch: which cases make a program end badly after they have run.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/host.hpp>
#include <trial/programs/run/processreader.hpp>

namespace trial::frameworks {

/// Runs the cases again, and what they report counts for nothing: first two of them alone, then the
/// others, and the halves of what ends badly, until each that does so alone is found, or the time
/// is over.
class CulpritSearch final : public IProcessListener,
                            public std::enable_shared_from_this<CulpritSearch> {
 public:
  /// `cases`: those that ran in the process, at least one. `seconds`: how long the search may take.
  /// `host` and `clock` outlive it.
  CulpritSearch(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
                std::vector<std::string> cases, CaseLimit limit, double seconds);
  ~CulpritSearch() override;
  /// To be called once. Fires with a sentence for the user; never fails: what cannot be tried is
  /// not found.
  [[nodiscard]] reactor::Deferred<std::string> start();
  /// Ends the process, and the search with what was found until now.
  void giveUp();
  /// Whether the program has ended so whichever case was tried.
  [[nodiscard]] bool any() const noexcept { return any_; }
  /// Ends the process; the Deferred does not fire.
  void abandon() noexcept;

  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string&, ReportedCase&&, CaseOutput&&) override {}
  void outsideError(const std::string&, std::string, CaseOutput) override {}
  void programError(std::string) override {}
  void output(int, std::string_view) override {}
  void wasRead() override {}
  void processOver(const ProcessEnd& end) override;

 private:
  void next();
  void over();
  [[nodiscard]] std::string found() const;
  void judge(bool endsBadly);

  ICaseHost& host_;
  reactor::IReactorTime& clock_;
  const ProgramPtr program_;
  const std::vector<std::string> all_;
  const CaseLimit limit_;
  const double seconds_;
  reactor::DelayedCallPtr tooLong_;
  std::deque<std::vector<std::string>> groups_;  // each is tried in one process
  std::shared_ptr<ProcessReader> process_;
  std::size_t tried_ = 0;
  std::vector<std::string> culprits_;
  bool any_ = false;   // whichever case runs
  bool part_ = false;  // not all were tried
  reactor::Deferred<std::string> done_{nullptr};
};

}  // namespace trial::frameworks
