/// CulpritSearch: which cases make a program end badly after all of them have passed.
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

/// Runs the cases again, and what they report counts for nothing: first one alone, then in halves,
/// and the halves of what ends badly, until each that does so alone is found.
class CulpritSearch final : public IProcessListener,
                            public std::enable_shared_from_this<CulpritSearch> {
 public:
  /// `cases`: those that ran in the process, at least one. `host` and `clock` outlive it.
  CulpritSearch(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
                std::vector<std::string> cases, CaseLimit limit);
  /// To be called once. Fires with a sentence for the user; never fails: what cannot be tried is
  /// not found.
  [[nodiscard]] reactor::Deferred<std::string> start();
  /// Ends the process; the Deferred does not fire.
  void abandon() noexcept;

  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string&, ReportedCase&&, CaseOutput&&) override {}
  void outsideError(const std::string&, std::string, CaseOutput) override {}
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
  std::deque<std::vector<std::string>> groups_;  // each is tried in one process
  std::shared_ptr<ProcessReader> process_;
  std::size_t tried_ = 0;
  std::vector<std::string> culprits_;
  bool any_ = false;  // whichever case runs
  reactor::Deferred<std::string> done_{nullptr};
};

}  // namespace trial::frameworks
