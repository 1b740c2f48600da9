/// CaseRun: one run of one test case: its stages, their time limits, its outcome. (TC-01 to TC-32)
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <reactor/defer.hpp>
#include <trial/itrial.hpp>
#include <trial/logobserver.hpp>
#include <trial/testcase.hpp>

namespace trial {

/// Order of events: startTest; setUp, the test, cleanups, tearDown with what they report; errors
/// that were logged; a success if nothing was reported; stopTest.
class CaseRun final {
 public:
  /// Reports to `result`, which must outlive it, in the name of `test`.
  CaseRun(TestPtr test, IReporter& result) : test_(std::move(test)), result_(result) {}

  /// Runs an object that somebody else has.
  void run(SynchronousTestCase& testCase);
  /// Makes the object, runs it and destroys it.
  void run(const TestClass& testClass, const TestMethod& method);

 private:
  template <class Body>
  void report(const std::optional<std::string>& skip, Body body);
  /// What is watched while the test runs.
  struct Watches;
  void finish(bool asynchronous, Watches& watches);
  void runStages(SynchronousTestCase& testCase, Watches& watches);
  /// True if it went through.
  bool setUp(SynchronousTestCase& testCase);
  void setUpFailed(const Failure& failure, bool asynchronous);
  /// True if it went through.
  bool test(SynchronousTestCase& testCase, const std::optional<Todo>& todo);
  void cleanups(SynchronousTestCase& testCase);
  void tearDown(SynchronousTestCase& testCase);

  /// The failure of a stage, none if it went through.
  template <class Call>
  std::optional<Failure> stage(const SynchronousTestCase& testCase, const std::string& name,
                               Call call);
  std::optional<Failure> wait(const SynchronousTestCase& testCase, const std::string& name,
                              const reactor::Deferred<void>& d);

  void addError(const Failure& failure);
  void addFailureOrError(const Failure& failure);
  void addSkip(const Failure& failure);

  TestPtr test_;
  IReporter& result_;
  bool passed_ = true;
};

}  // namespace trial
