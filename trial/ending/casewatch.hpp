/// CaseWatch: ends a serial run whose only thread a native case blocks, for longer than it may.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/types.h>

#include <trial/casereport.hpp>
#include <trial/itrial.hpp>
#include <trial/limits/timelimit.hpp>

namespace trial {

/// A native case of a serial run took longer than its time limit. Text: `its time limit of 5 s was
/// over, and the run is ended`, and the stacks.
class CaseOverdue final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A reporter that passes everything on, and has a thread that looks at a native case a few times a
/// second. When the case has taken longer than its time limit, or than it may after a signal
/// (`RunSignals::timeIsOver`), the thread
/// - takes the stacks of this process, for a time limit. A case that ends meanwhile ends as if
///   nothing had been;
/// - keeps the reporter for itself. The case goes on, but its next call of the reporter does not
///   return;
/// - ends all processes that were started below this one: with TERM, and KILL after the grace, or
///   with KILL at once if the grace is over;
/// - calls `end`, and leaves the process, with `exitFailure` or with 128 and the signal.
///
/// The other thread is not stopped, because it may hold a lock that the report needs, of the heap
/// for instance: code that loops for ever while it allocates holds that most of the time. So the
/// case may still print or log between the lines of the summary. Nor could the handler of a signal
/// report anything, on the stack of such a case.
class CaseWatch final : public ResultReporter {
 public:
  static constexpr int exitFailure = 1;
  /// Reports the error of the case, ends the report and releases what the run holds. Called in the
  /// thread.
  using End = std::function<void(const TestPtr& test, const Failure& error)>;

  /// `original` and what `end` refers to outlive it.
  CaseWatch(IReporter& original, End end);
  ~CaseWatch() override;
  CaseWatch(const CaseWatch&) = delete;
  CaseWatch& operator=(const CaseWatch&) = delete;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addDetails(const TestPtr& test, const CaseReport& details) override;
  void stageBegan(const TestPtr& test, std::optional<double> limit) override;
  [[nodiscard]] bool wasSuccessful() const override;
  void done() override;
  void stop() override;
  [[nodiscard]] bool shouldStop() const override;
  [[nodiscard]] int testsRun() const override;

 protected:
  void addResult(const TestPtr& test, CaseResult result) override;

 private:
  // A reporter may call another method from inside of one.
  using Lock = std::unique_lock<std::recursive_mutex>;

  void begin();
  void setLimit(std::optional<double> limit);
  void watch();
  void look(Lock& lock);
  [[noreturn]] void endRun(const Failure& error, double grace, int status);

  IReporter& original_;
  const End end_;
  mutable std::recursive_mutex mutex_;  // of all below, and of the reporter
  std::condition_variable_any wake_;
  std::thread thread_;
  pid_t process_ = -1;  // that has the thread
  TestPtr test_;        // the native one that runs
  limits::LimitedPart part_;
  limits::TimeLimit timeLimit_;
  bool over_ = false;
};

}  // namespace trial
