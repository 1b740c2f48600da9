// Shared by the tests of reports: a run with every outcome, as a listener is told of it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <trial/reporters/reporttime.hpp>
#include <trial/reports/loggedcase.hpp>
#include <trial/runevents.hpp>
#include <trial/suite.hpp>

namespace reported {

using trial::CaseReport;
using trial::CaseResult;
using trial::errorResult;
using trial::expectedFailureResult;
using trial::Failure;
using trial::failureResult;
using trial::IRunListener;
using trial::LoggedCase;
using trial::makeTodo;
using trial::ReportTime;
using trial::skipResult;
using trial::SourcePlace;
using trial::successResult;
using trial::TestHolder;
using trial::TestPtr;
using trial::unexpectedSuccessResult;

inline TestPtr native(const std::string& name) {
  return std::make_shared<LoggedCase>(LoggedCase::Facts{
      .id = "m.C." + name, .path = {"m", "C", name}, .description = name, .place = {"m.cpp", 7}});
}

inline TestPtr ofProgram(const std::string& name) {
  return std::make_shared<LoggedCase>(LoggedCase::Facts{
      .id = "p/q::S/" + name, .path = {"p/q", "S", name}, .description = name, .program = "p/q"});
}

inline Failure failed(const std::string& text) { return Failure(std::runtime_error(text)); }

/// A run of eight cases on two workers, which a signal ends.
inline void tellOfRun(IRunListener& listener) {
  const auto at = [&listener](double seconds, auto tell) {
    const ReportTime then(seconds, std::nullopt, 1000 + seconds);
    tell(listener);
  };
  std::vector<TestPtr> cases;
  for (const char* name : {"passes", "fails", "throws", "skips", "todo", "surprise"})
    cases.push_back(native(name));
  cases.push_back(ofProgram("odd \xff\x1b<&>"));
  cases.push_back(ofProgram("odd \xff\x1b<&>"));
  cases.push_back(ofProgram("never"));
  at(10, [&](IRunListener& to) { to.runBegan(cases); });
  const auto over = [&](std::size_t number, CaseResult result) {
    CaseReport report;
    report.test = cases[number];
    report.began = 10.5 + static_cast<double>(number) / 4;
    report.seconds = 0.25;
    report.worker = static_cast<int>(number % 2);
    report.results.push_back(std::move(result));
    if (number == 6) {
      report.out = std::string("]]> nul \0 and \xff\r\n", 17);
      report.err = "\x1b[31mred\x1b[0m";
      report.place = SourcePlace{"q.cpp", 3};
    }
    at(*report.began + 0.25, [&](IRunListener& to) { to.caseOver(report); });
  };
  over(0, successResult());
  at(10.6, [](IRunListener& to) { to.programStarted("p/q", 0.1); });
  over(1, failureResult(failed("1 != 2, 50%: no\nthe second line")));
  over(2, errorResult(failed("boom # \\")));
  over(3, skipResult("not today"));
  over(4, expectedFailureResult(failed("broken"), makeTodo("later")));
  over(5, unexpectedSuccessResult(makeTodo("thought to be broken")));
  over(6, successResult());
  over(7, failureResult(failed("]]> \xff")));
  at(12.6, [](IRunListener& to) { to.workerLost(1, "process ended by signal 9."); });
  at(12.7, [](IRunListener& to) { to.workerReplaced(1); });
  CaseReport outside;
  outside.test = std::make_shared<TestHolder>("<runner>");
  outside.began = 12.7;
  outside.seconds = 0;
  outside.results.push_back(errorResult(failed("lost")));
  at(12.7, [&](IRunListener& to) { to.caseOver(outside); });
  at(13, [](IRunListener& to) {
    to.endedEarly({.interrupted = true, .notRun = 1, .signal = 2});
    to.runOver();
  });
}

}  // namespace reported
