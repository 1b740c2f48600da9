#include <trial/durations/durationrecorder.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <utility>

#include <fmt/format.h>

namespace trial {

namespace {

bool saysHowLong(const CaseResult& result) {
  return result.kind != CaseResult::Kind::skip && result.kind != CaseResult::Kind::error;
}

}  // namespace

void DurationRecorder::caseOver(const CaseReport& report) {
  if (report.test == nullptr || !report.seconds || report.results.empty()) return;
  if (!std::all_of(report.results.begin(), report.results.end(), saysHowLong)) return;
  measured_.tookCase(report.test->id(), *report.seconds);
}

void DurationRecorder::programStarted(const std::string& program, double seconds) {
  measured_.tookToStart(program, seconds);
}

void DurationRecorder::save() {
  const auto measured = std::exchange(measured_, {});
  if (measured.empty()) return;
  try {
    file_.add(measured);
  } catch (const std::exception& error) {
    if (file_.isNamed()) std::cerr << fmt::format("trial-dist: {}\n", error.what());
  }
}

}  // namespace trial
