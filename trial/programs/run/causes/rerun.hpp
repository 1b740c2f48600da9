/// Rerun: runs cases of a program again to find out why a process of it has ended as it did.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/host.hpp>
#include <trial/programs/run/processreader.hpp>

namespace trial::frameworks {

/// What the cases report counts for nothing.
class Rerun : public IProcessListener, public std::enable_shared_from_this<Rerun> {
 public:
  ~Rerun() override;
  /// To be called once. Fires with a sentence for the user, or with nothing if nothing could be
  /// tried; never fails.
  [[nodiscard]] reactor::Deferred<std::string> start();
  /// Ends the process, and fires with what was found until now.
  void giveUp();
  /// Ends the process; the Deferred does not fire.
  void abandon() noexcept;

  void caseStarted(const std::string&) override {}
  void caseFinished(const std::string&, ReportedCase&&, CaseOutput&&) override {}
  void outsideError(const std::string&, std::string, CaseOutput) override {}
  void programError(std::string) override {}
  void output(int, std::string_view) override {}
  void wasRead() override {}
  void processOver(const ProcessEnd& end) final;

 protected:
  /// `seconds`: how long it may take in all. `host` and `clock` outlive it.
  Rerun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program, CaseLimit limit,
        double seconds);
  /// Starts the first process, or is over.
  virtual void begin() = 0;
  /// A process is over: starts the next one, or is over.
  virtual void ended(const ProcessReader& process, const ProcessEnd& end) = 0;
  /// What is known when the time is over.
  [[nodiscard]] virtual std::string foundInTime() = 0;

  /// Starts a process for the first of the cases and returns for how many; 0 if none can be
  /// started.
  [[nodiscard]] std::size_t run(std::span<const std::string> cases) { return run(host_, cases); }
  /// By another host, which outlives this.
  [[nodiscard]] std::size_t run(ICaseHost& host, std::span<const std::string> cases);
  void over(std::string sentence);
  [[nodiscard]] double seconds() const noexcept { return seconds_; }

 private:
  ICaseHost& host_;
  reactor::IReactorTime& clock_;
  const ProgramPtr program_;
  const CaseLimit limit_;
  const double seconds_;
  reactor::DelayedCallPtr tooLong_;
  std::shared_ptr<ProcessReader> process_;
  reactor::Deferred<std::string> done_{nullptr};
};

}  // namespace trial::frameworks
