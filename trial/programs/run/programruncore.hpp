/// ProgramRunCore: what a ProgramRun consists of.
#pragma once

#include <cstddef>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/causes/culprits.hpp>
#include <trial/programs/run/causes/lonerun.hpp>
#include <trial/programs/run/causes/secondlook.hpp>
#include <trial/programs/run/host.hpp>
#include <trial/programs/run/judgement.hpp>
#include <trial/programs/run/processreader.hpp>
#include <trial/programs/run/programlistener.hpp>
#include <trial/programs/run/teller.hpp>
#include <trial/programs/warm/warmprocesses.hpp>

namespace trial::frameworks {

/// Owned by the run, and by each call from the process that it watches.
class ProgramRunCore final : public IProcessListener,
                             public std::enable_shared_from_this<ProgramRunCore> {
 public:
  ProgramRunCore(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                 ProgramPtr program, std::vector<std::string> cases, IProgramListener& listener,
                 CaseLimit limit)
      : spawner_(spawner),
        clock_(clock),
        program_(std::move(program)),
        limit_(std::move(limit)),
        host_(makeCaseHost(spawner)),
        fresh_(spawner),
        waiting_(std::move(cases)),
        listener_(listener),
        teller_(program_, listener) {
    if (!limit_.stacks) {
      limit_.stacks = [&spawner, &clock](pid_t pid) {
        return limits::stacksOf(spawner, clock, pid);
      };
    }
  }

  reactor::Deferred<void> start();
  void abandon();
  void endSearch() {
    if (search_) search_->giveUp();
  }

  void tellAtOnce();
  [[nodiscard]] bool lookedAgain() const noexcept { return lookedAgain_; }

  void caseStarted(const std::string& id) override { teller_.caseStarted(id); }
  void caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) override {
    if (doubtful_) told_.push_back(id);
    teller_.caseFinished(id, std::move(reported), std::move(output));
  }
  void outsideError(const std::string& place, std::string details, CaseOutput output) override {
    teller_.outsideError(place, details, std::move(output));
  }
  void programError(std::string details) override {
    teller_.programError(fmt::format("{}: {}", program_->name, details));
  }
  void output(int fd, std::string_view data) override;
  void uncalledFailed(const std::string& id, const std::string& details) override {
    teller_.mention(fmt::format(
        "{} ran, too, though it was not asked for, and this was told of it:\n{}", id, details));
  }
  void caseResumed(const std::string& id) override { (void)takeBack(id); }
  void reading() override { teller_.mark(); }
  void endsConfirmed() override { teller_.confirmEnds(); }
  void wasRead() override { tell(); }
  void processOver(const ProcessEnd& end) override;

 private:
  void next();
  bool launch();
  [[nodiscard]] std::optional<std::string> takenBack(const ProcessReader& process);
  [[nodiscard]] bool takeBack(const std::string& id);
  [[nodiscard]] bool needsList() const;
  void failUnlisted();
  bool tryLater(const std::exception& error);
  void nextLater(double seconds);
  [[nodiscard]] EndedProcess endedProcess(const ProcessReader& process,
                                          const ProcessEnd& end) const;
  void dropFinished(const ProcessReader& process);
  void accept(const Judgement& judgement, const ProcessReader& process);
  [[nodiscard]] bool tryAlone();
  void holdInTime();
  [[nodiscard]] bool lookAgain();
  [[nodiscard]] double secondsForLooks() const;
  void look(std::vector<std::string> cases, double seconds);
  void looked(SecondLook& look, const std::string& alone);
  void acceptSecond(SecondLook& look);
  void endDoubts();
  [[nodiscard]] bool startAnewIfNotBegun(const ProcessReader& process, const std::string& how);
  void seekCulprits();
  bool tellUnexplained();
  void fail(const std::string& id, const std::string& details, CaseOutput output);
  [[nodiscard]] std::vector<std::string> unfinished(std::span<const std::string> ids) const;
  void tell();
  void tellInTime();
  bool list();
  void finishIfDone();
  template <class Call>
  void guarded(Call&& call);

  reactor::IReactorProcess& spawner_;
  reactor::IReactorTime& clock_;
  const ProgramPtr program_;
  CaseLimit limit_;
  const std::unique_ptr<ICaseHost> host_;
  FreshProcesses fresh_;
  std::vector<std::string> waiting_;  // those of the current process too, until it is over
  std::shared_ptr<ProcessReader> process_;
  reactor::DelayedCallPtr retry_;
  reactor::DelayedCallPtr telling_;
  std::optional<double> waitsSince_;                            // for what a child may have written
  bool alone_ = false;                                          // the next process gets one case
  bool runsAlone_ = false;                                      // so does this one
  std::size_t most_ = std::numeric_limits<std::size_t>::max();  // and not more than so many
  std::size_t least_ = 0;  // after the next process that dies; 0: not one after the other has died
  bool listChecked_ = false;   // all that wait can be asked for
  bool errorsBehind_ = false;  // cases are finished that the process was not given
  /// A process that has run its cases and did not end well.
  struct BadEnd {
    std::string what;
    std::vector<std::string> cases;
  };
  std::optional<BadEnd> badEnd_;  // the first; the others are likely to end so for the same reason
  /// The end of a process that a case which runs again may explain.
  struct UnexplainedEnd {
    std::string what;
    std::vector<std::string> cases;  // that run again
    bool ofCopy = false;
  };
  std::vector<UnexplainedEnd> unexplained_;
  std::shared_ptr<CulpritSearch> search_;
  /// A case in whose middle its process has ended, behind others.
  struct InCompany {
    std::string id;
    std::string how;
  };
  std::optional<InCompany> inCompany_;      // is to run alone; its end is the last that is not told
  std::shared_ptr<LoneRun> loneRun_;        // of that case
  bool doubtful_ = false;                   // failures of the last process run again
  std::vector<std::string> told_;           // the cases of that process which are over, in order
  std::string held_;                        // the failed case that waits while the process goes on
  reactor::DelayedCallPtr holding_;         // ends that waiting
  std::optional<double> looksUntil_;        // when failures of that process stop to run again
  std::shared_ptr<SecondLook> secondLook_;  // at the failure that is the first not told
  bool lookedAgain_ = false;                // one has begun
  std::string notWarm_;                     // why the program is started anew afterwards
  /// A case that was seen to close a descriptor of the report.
  struct Closing {
    std::string id;
    int fd;
  };
  std::optional<Closing> closing_;
  int failedStarts_ = 0;  // processes in a row that ended before their framework began,
  int killedStarts_ = 0;  // and those of them that were killed, which the first does not count
  double began_ = 0;
  /// Seconds for a search for the cause of a bad end, at least.
  static constexpr double leastSearch = 5;
  int refused_ = 0;  // starts in a row that are tried again later
  IProgramListener& listener_;
  Teller teller_;
  reactor::Deferred<Listing> listing_{nullptr};
  std::string listError_;
  reactor::Deferred<void> done_{nullptr};
  bool over_ = false;  // the listener hears nothing more
};

/// Calls the listener. An exception from it ends the run.
template <class Call>
void ProgramRunCore::guarded(Call&& call) {
  if (over_) return;
  try {
    std::forward<Call>(call)();
  } catch (...) {
    const reactor::Failure failure;
    abandon();
    const auto done = std::exchange(done_, reactor::Deferred<void>(nullptr));
    if (done && !done.called()) done.errback(failure);
  }
}

}  // namespace trial::frameworks
