/// Batch: runs cases of one test program and waits for them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <trial/casereport.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/run/programlistener.hpp>

namespace trial {

namespace frameworks {
class ProgramRun;
}

/// A case that can be run in a batch.
struct BatchCase {
  frameworks::ProgramPtr program;
  /// The framework's own name for it: a view into `test`, valid as long as that lives.
  std::string_view name;
  /// The test that is reported.
  TestPtr test;
};

/// Hears what becomes of the cases of a batch, one at a time. What it throws ends the batch.
class IBatchObserver {
 public:
  virtual ~IBatchObserver() = default;
  virtual void caseStarted(const TestPtr& test) = 0;
  /// Comes behind the start of the case, also when the program never began it.
  virtual void caseFinished(const CaseReport& report) = 0;
  /// Something is wrong with the program of the batch that is no fault of a case.
  virtual void programError(const std::string& program, const Failure& error) = 0;
  /// The program has written to descriptor 1 or 2; told as it comes.
  virtual void output(int fd, std::string_view data) = 0;
};

/// Takes cases that can share a process off a queue: of one program, each name once. `front` gives
/// the first of the queue, none if that is nothing for a batch or if the queue is empty; `pop`
/// removes it. No more than `most`, unless that is 0.
[[nodiscard]] std::vector<BatchCase> takeBatch(
    const std::function<std::optional<BatchCase>()>& front, const std::function<void()>& pop,
    std::size_t most = 0);

class Batch final : private frameworks::IProgramListener {
 public:
  /// `cases`: at least one, from `takeBatch`. The others outlive it; `reactor` is the default one.
  Batch(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
        std::vector<BatchCase> cases, IBatchObserver& observer);
  ~Batch() override;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  /// Runs the event loop, with the time limits of the run, until all cases are finished, or `end`
  /// was called. Throws what the observer throws. After a signal (RunSignals) the rest is not run,
  /// and the case that runs has the grace to end. When that is over, after a second signal, and
  /// when the loop is left, it throws a KeyboardInterrupt, which is an error of the case that runs.
  void run();
  /// The rest is not run, and the observer hears nothing more.
  void end();
  /// This case is not wanted any more. The program cannot be told to leave it out, but when no case
  /// is left that is wanted, the batch ends behind the one that runs. What the program has reported
  /// is read first: which case that is. If the run `ends`, it is told at once what is known.
  void withdraw(const TestPtr& test, bool ends = false);
  /// The tests that were not finished, in their order.
  [[nodiscard]] std::vector<TestPtr> unfinished() const;
  /// While it runs: see ProgramRun.
  [[nodiscard]] bool lookedAgain() const noexcept;

 private:
  void caseStarted(const std::string& id) override;
  void caseFinished(const std::string& id, CaseReport&& report) override;
  void programError(const std::string& details) override;
  void output(int fd, std::string_view data) override;
  void signalled();
  void whenRead(std::function<void()> then);
  void forgetSignal();
  void withdrawAll();
  void interrupted();
  void finish(const TestPtr& test, CaseReport& report);
  void tellAll();
  void endIfNotWanted();

  reactor::IReactorProcess& spawner_;
  reactor::IReactorTime& clock_;
  const std::vector<BatchCase> cases_;
  IBatchObserver& observer_;
  std::unordered_map<std::string_view, TestPtr> waiting_;  // not finished, by name
  std::unordered_set<const ITestCase*> withdrawn_;         // and not finished
  TestPtr running_;
  bool ends_ = false;      // nothing more is handed out
  bool tellsAll_ = false;  // without regard to which cases are wanted
  frameworks::ProgramRun* run_ = nullptr;
  reactor::Deferred<void> over_{nullptr};
  reactor::DelayedCallPtr looking_;    // whether the rest is wanted, once all is read
  reactor::DelayedCallPtr graceOver_;  // after a signal
};

}  // namespace trial
