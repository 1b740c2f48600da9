/// LoneRun: what becomes of a case alone that has ended its process behind others.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/host.hpp>
#include <trial/programs/run/processreader.hpp>

namespace trial::frameworks {

/// Runs the case once more, in a process of its own. What that reports counts for nothing.
class LoneRun final : public IProcessListener, public std::enable_shared_from_this<LoneRun> {
 public:
  /// `how` the process ended that had run others before. `seconds`: how long this may take. `host`
  /// and `clock` outlive it.
  LoneRun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program, std::string id,
          std::string how, CaseLimit limit, double seconds);
  ~LoneRun() override;
  /// To be called once. Fires with a sentence for the user, or with nothing if the case could not
  /// be tried; never fails.
  [[nodiscard]] reactor::Deferred<std::string> start();
  /// Ends the process; the Deferred does not fire.
  void abandon() noexcept;

  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) override;
  void outsideError(const std::string&, std::string, CaseOutput) override {}
  void programError(std::string) override {}
  void output(int, std::string_view) override {}
  void wasRead() override {}
  void processOver(const ProcessEnd& end) override;

 private:
  void takesTooLong();
  void over(std::string sentence);
  [[nodiscard]] std::string judge(const ProcessReader& process, const ProcessEnd& end) const;

  ICaseHost& host_;
  reactor::IReactorTime& clock_;
  const ProgramPtr program_;
  const std::string id_;
  const std::string how_;
  const CaseLimit limit_;
  const double seconds_;
  reactor::DelayedCallPtr tooLong_;
  std::shared_ptr<ProcessReader> process_;
  std::optional<CaseReport> report_;
  reactor::Deferred<std::string> done_{nullptr};
};

}  // namespace trial::frameworks
