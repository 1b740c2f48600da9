/// ProgressLines: writes down what the parser of an adapter tells of a program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/framework.hpp>

/// A line for each start, result and error outside of cases. Tests of an adapter derive from it and
/// say what becomes of output.
class ProgressLines : public trial::frameworks::IProgress {
 public:
  void caseStarted(const std::string& id) override { lines.push_back("started " + id); }
  void caseFinished(const std::string& id, trial::frameworks::ReportedCase&& reported) override {
    BOOST_TEST_REQUIRE(reported.report.results.size() == 1U);
    lines.push_back(lineOf(id, reported.report.results.front()));
    seconds = reported.report.seconds.value_or(-1);
  }
  void outsideError(const std::string& place, std::string details) override {
    lines.push_back(fmt::format("outside {}: {}", place, details));
  }
  void programError(std::string details) override { lines.push_back("program: " + details); }

  std::vector<std::string> lines;
  /// How long the last case took; -1 if that is not known.
  double seconds = -1;

 protected:
  /// `failure S.one: a.cpp:1: no`
  [[nodiscard]] static std::string lineOf(const std::string& id, const trial::CaseResult& result) {
    return fmt::format("{} {}: {}", nameOf(result.kind), id, trial::frameworks::detailsOf(result));
  }
  [[nodiscard]] static std::string_view nameOf(trial::CaseResult::Kind kind) {
    constexpr std::string_view names[] = {"success",  "error",    "failure",
                                          "expected", "surprise", "skip"};
    return names[static_cast<std::size_t>(kind)];
  }
};
