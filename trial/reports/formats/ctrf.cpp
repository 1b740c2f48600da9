#include <trial/reports/formats/ctrf.hpp>

#include <cmath>
#include <map>
#include <string_view>

#include <trial/reports/excerpts.hpp>
#include <trial/reports/jsontext.hpp>

namespace trial {

namespace {

constexpr double milliseconds = 1000;
constexpr std::size_t mostOfTrace = std::size_t{64} << 10U;

long long inMilliseconds(double seconds) { return std::llround(seconds * milliseconds); }

std::string_view statusOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "passed";
    case Outcome::unexpectedSuccess:
    case Outcome::failed:
    case Outcome::error: return "failed";
    case Outcome::expectedFailure:
    case Outcome::skipped: return "skipped";
    case Outcome::notRun: break;
  }
  return "other";
}

Json testIn(const RecordedCase& one) {
  Json test = {{"name", inUtf8(one.id)},
               {"status", statusOf(one.outcome())},
               {"duration", inMilliseconds(one.report.seconds.value_or(0))},
               {"suite", Json::array({inUtf8(one.group())})}};
  if (const auto message = one.summary(); !message.empty()) test["message"] = inUtf8(message);
  if (const auto trace = one.details(); !trace.empty())
    test["trace"] = inUtf8(cutText(trace, mostOfTrace));
  if (!one.place.file.empty()) {
    test["filePath"] = inUtf8(one.place.file);
    test["line"] = one.place.line;
  }
  if (one.report.worker) test["threadId"] = std::to_string(*one.report.worker);
  return test;
}

}  // namespace

std::string ctrfReport(const RunRecord& run) {
  auto tests = Json::array();
  std::map<std::string_view, int> counts;
  for (const auto& one : run.cases()) {
    ++counts[statusOf(one.outcome())];
    tests.push_back(testIn(one));
  }
  if (const auto problem = run.problem(); !problem.empty()) {
    ++counts["failed"];
    tests.push_back(
        {{"name", "the run"}, {"status", "failed"}, {"duration", 0}, {"message", problem}});
  }
  const Json summary = {{"tests", tests.size()},
                        {"passed", counts["passed"]},
                        {"failed", counts["failed"]},
                        {"pending", 0},
                        {"skipped", counts["skipped"]},
                        {"other", counts["other"]},
                        {"start", inMilliseconds(run.time())},
                        {"stop", inMilliseconds(run.time() + run.seconds())}};
  const Json report = {
      {"reportFormat", "CTRF"},
      {"specVersion", "0.0.0"},
      {"results",
       {{"tool", {{"name", "trial-dist"}}}, {"summary", summary}, {"tests", std::move(tests)}}}};
  return report.dump(1) + "\n";
}

}  // namespace trial
