/// CaseRun: runs one test case through its stages, with their time limits, and reports the results.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sys/types.h>

#include <reactor/defer.hpp>
#include <trial/cases/runnablecase.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Order of events: startTest; setUp, the test, cleanups, tearDown with their results; errors that
/// were logged; a success if nothing was reported; stopTest (TC-01 to TC-32).
class CaseRun final {
 public:
  /// Reports results of `test` to `result`, which must outlive this object.
  CaseRun(TestPtr test, IReporter& result);

  /// Runs a case that the caller owns.
  void run(RunnableCase& testCase);
  /// Makes the case, runs it and destroys it before it reports logged errors and a success. With a
  /// `skip` it just reports that. An exception of `make` counts as one of setUp.
  void run(const std::optional<std::string>& skip,
           const std::function<std::unique_ptr<RunnableCase>()>& make);

 private:
  template <class Body>
  void report(const std::optional<std::string>& skip, Body body);
  /// Records warnings, logged errors and the state of the reactor while the test runs.
  struct Watches;
  void finish(bool asynchronous, Watches& watches);
  void runStages(RunnableCase& testCase, Watches& watches);
  /// True if it succeeded.
  bool setUp(RunnableCase& testCase);
  void setUpFailed(const Failure& failure, bool asynchronous);
  /// True if it succeeded.
  bool test(RunnableCase& testCase, const std::optional<Todo>& todo);
  void cleanups(RunnableCase& testCase);
  void tearDown(RunnableCase& testCase);

  /// Runs a stage to its end; its failure, none if it succeeded.
  template <class Call>
  std::optional<Failure> stage(const RunnableCase& testCase, const std::string& name, Call call);
  void endIfForked() const;
  std::optional<Failure> wait(const RunnableCase& testCase, const std::string& name,
                              const reactor::Deferred<void>& d);

  void addError(const Failure& failure);
  void addFailureOrError(const Failure& failure);
  void addSkip(const Failure& failure);

  TestPtr test_;
  IReporter& result_;
  const pid_t process_;  // that the test runs in
  bool passed_ = true;
};

}  // namespace trial
