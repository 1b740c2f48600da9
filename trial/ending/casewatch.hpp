/// CaseWatch: ends a serial run in which a native case takes longer than it may and blocks the only
/// thread, so that nothing else could end it.
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

/// A reporter that passes everything on, and has a thread that looks at the case about once a
/// second; without a limit there is no thread. When the case is overdue, the thread
/// - takes the stacks of this process. A case that ends meanwhile ends as if nothing had been;
/// - keeps the reporter for itself. The case goes on, but its next call of the reporter does not
///   return;
/// - ends all processes that were started below this one, with TERM, and KILL after the grace;
/// - calls `end`, and leaves the process with `exitFailure`.
///
/// The other thread is not stopped, because it may hold a lock that the report needs, of the heap
/// for instance: code that loops for ever while it allocates holds that most of the time. So the
/// case may still print or log between the lines of the summary.
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

  void setLimit(std::optional<double> limit);
  void watch();
  [[noreturn]] void endRun(const std::string& stacks);

  IReporter& original_;
  const End end_;
  mutable std::recursive_mutex mutex_;  // of all below, and of the reporter
  std::condition_variable_any wake_;
  std::thread thread_;
  pid_t process_ = -1;  // that has the thread
  TestPtr test_;
  limits::LimitedPart part_;
  limits::TimeLimit timeLimit_;
  bool over_ = false;
};

}  // namespace trial
