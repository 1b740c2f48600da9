/// TogetherRun: whether cases that have failed pass when they run in one process.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <trial/programs/run/causes/rerun.hpp>

namespace trial::frameworks {

/// Runs the cases once more, in one process. It has passed if it reports that each of them has, and
/// nothing else, and exits with status 0.
class TogetherRun final : public Rerun {
 public:
  TogetherRun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
              std::vector<std::string> cases, double seconds)
      : Rerun(host, clock, std::move(program), {}, seconds), cases_(std::move(cases)) {}
  /// Once it is over.
  [[nodiscard]] bool passed() const noexcept { return passed_; }

  void caseFinished(const std::string&, ReportedCase&& reported, CaseOutput&&) override {
    const auto& results = reported.report.results;
    if (results.size() == 1 && results.front().kind == CaseResult::Kind::success) ++successes_;
  }
  void outsideError(const std::string&, std::string, CaseOutput) override { otherwise_ = true; }
  void programError(std::string) override { otherwise_ = true; }

 private:
  void begin() override {
    const auto taken = run(cases_);
    if (taken == 0) return over({});
    otherwise_ = taken < cases_.size();
  }
  void ended(const ProcessReader& process, const ProcessEnd& end) override {
    passed_ = !otherwise_ && successes_ == cases_.size() && process.parser().complete() &&
              end == ProcessEnd();
    over({});
  }
  [[nodiscard]] std::string foundInTime() override { return {}; }

  const std::vector<std::string> cases_;
  std::size_t successes_ = 0;
  bool otherwise_ = false;
  bool passed_ = false;
};

}  // namespace trial::frameworks
