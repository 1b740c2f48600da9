/// DistReporter: lets a reporter that knows nothing of concurrency see one case at a time.
/// (twisted.trial._dist.distreporter)
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <reactor/api.hpp>
#include <trial/casereport.hpp>
#include <trial/itrial.hpp>
#include <trial/runevents.hpp>

namespace dist {

using trial::Failure;
using trial::TestPtr;
using trial::Todo;

/// Collects a report for each case until its `stopTest`, then replays the whole report into the
/// wrapped reporter with the times at which the case began and ended (DRP-01, FIX-19), publishes
/// its warnings (FIX-28), and passes it to the listeners. Cases are told apart as objects: two with
/// the same id are different cases (FIX-11). All other members go straight to the wrapped reporter
/// (DRP-04).
class TRIAL_DIST_API DistReporter : public trial::ResultReporter {
 public:
  explicit DistReporter(trial::ReporterPtr reporter);

  /// The wrapped reporter.
  trial::ReporterPtr original;
  /// Everybody else who listens to the run.
  trial::RunEvents listeners;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  /// A case began `seconds` before it stopped; if nobody says so, when it was handed out (FIX-19).
  void addDetails(const TestPtr& test, const trial::CaseReport& details) override;
  void testBegan(const TestPtr& test, int worker) override;
  /// Nothing is told of the case: it never began.
  void withdrawTest(const TestPtr& test) override;
  /// Drops a success that waits, keeps failures that wait, and adds the loss (FIX-01, FIX-27).
  void testLost(const TestPtr& test, const Failure& loss) override;
  /// The worker failed to run the case: an error of the case, which is over then, unless the worker
  /// has reported one itself (DR-15). If it has stopped already, the wrapped reporter gets the
  /// error alone.
  void runFailed(const TestPtr& test, const Failure& failure);

  void endedEarly(const trial::EarlyEnd& end) override {
    original->endedEarly(end);
    listeners.endedEarly(end);
  }
  [[nodiscard]] bool wasSuccessful() const override { return original->wasSuccessful(); }
  void done() override { original->done(); }
  void stop() override { original->stop(); }
  [[nodiscard]] bool shouldStop() const override { return original->shouldStop(); }
  [[nodiscard]] int testsRun() const override { return original->testsRun(); }

  /// The run ends in the middle: one that has begun gets `why` as its error, and what has not begun
  /// is forgotten and returned, in the order in which it was started (DR-30).
  [[nodiscard]] std::vector<TestPtr> leave(const Failure& why);
  /// Reports an error of the run itself, which `holder` stands for: `<runner>`, `<runTests>`.
  void addRunError(const std::string& holder, const Failure& error);
  /// Tells the listeners that a start of the program took so long, in seconds.
  void programStarted(std::string_view program, double seconds);
  /// Tells what is left of cases that never stopped, so that partial results are not lost (DRP-08).
  void flush();
  /// How many cases have started and not stopped.
  [[nodiscard]] std::size_t running() const noexcept { return running_.size(); }
  /// The running cases that a worker has begun, in the order in which they were started.
  [[nodiscard]] std::vector<TestPtr> begun() const;
  /// Whether the case runs or is over.
  [[nodiscard]] bool hasStarted(const TestPtr& test) const;
  /// The workers are ended because the run was interrupted: that, and not the loss of its worker,
  /// is the error of a case from now on.
  void cutOff() noexcept { cutOff_ = true; }
  /// The first exception that the wrapped reporter or a listener threw, if one did.
  [[nodiscard]] const std::optional<Failure>& thrown() const noexcept { return thrown_; }

 protected:
  void addResult(const TestPtr& test, trial::CaseResult result) override;

 private:
  struct Running {
    std::size_t order = 0;                       // of the start
    std::optional<double> begun = std::nullopt;  // in its worker
    trial::CaseReport report;
  };

  struct Over {
    std::weak_ptr<const trial::ITestCase> test;  // another one may come to its address
    bool failed = false;
  };

  [[nodiscard]] std::vector<Running> takeRunning();
  [[nodiscard]] bool isRepeated(const trial::CaseReport& report);
  [[nodiscard]] Over* findOver(const TestPtr& test);
  void tell(Running running);
  void replay(Running& running);
  void failLate(const TestPtr& test, const Failure& failure);
  /// Calls `f`, and notes what it throws before it lets it go on.
  template <class F>
  void telling(F f);
  void complain(const std::string& what);

  std::unordered_map<const trial::ITestCase*, Running> running_;
  std::unordered_map<const trial::ITestCase*, Over> over_;
  std::unordered_set<std::string> endBadly_;  // programs that do so whichever case they run
  std::optional<Failure> thrown_;
  std::size_t started_ = 0;
  std::optional<double> began_;  // when the first case was handed out
  bool cutOff_ = false;
};

}  // namespace dist
