#include <trial/reports/formats/trace.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include <trial/reports/jsontext.hpp>

namespace trial {

namespace {

constexpr double microseconds = 1e6;
/// Seconds between two cases from which on a worker is shown as idle.
constexpr double leastIdle = 0.001;
/// The track of starts of programs: nobody tells which worker started one.
constexpr int startsTrack = 1'000'000;

double inMicroseconds(double value) { return std::round(value * microseconds); }

std::string_view nameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "success";
    case Outcome::expectedFailure: return "expectedFailure";
    case Outcome::skipped: return "skip";
    case Outcome::unexpectedSuccess: return "unexpectedSuccess";
    case Outcome::failed: return "failure";
    case Outcome::error: return "error";
    case Outcome::notRun: break;
  }
  return "notRun";
}

/// A track for each worker; a serial run has one.
class Trace final {
 public:
  explicit Trace(const RunRecord& run) : run_(run) {
    for (const auto& one : run.cases()) addCase(one);
    for (auto& [track, spans] : busy_) addIdle(track, spans);
    for (const auto& moment : run.moments()) addMoment(moment);
    if (const auto problem = run.problem(); !problem.empty()) {
      events_.push_back({{"name", problem},
                         {"ph", "i"},
                         {"s", "g"},
                         {"ts", inMicroseconds(run.seconds())},
                         {"pid", 1},
                         {"tid", 0}});
    }
    for (const auto& [track, name] : names_) {
      events_.push_back({{"name", "thread_name"},
                         {"ph", "M"},
                         {"pid", 1},
                         {"tid", track},
                         {"args", {{"name", name}}}});
    }
  }

  [[nodiscard]] std::string text() const {
    std::string text = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[";
    std::string_view separator = "\n";
    for (const auto& event : events_) {
      text += separator;
      text += event.dump();
      separator = ",\n";
    }
    return text + "\n]}\n";
  }

 private:
  struct Span {
    double begin;
    double end;
  };

  /// What no worker has run stands in a track of its own.
  int trackOf(std::optional<int> worker) {
    const int track = worker ? *worker + 1 : 0;
    names_.try_emplace(track, worker ? fmt::format("worker {}", *worker) : "trial-dist");
    return track;
  }

  void addSpan(const std::string& name, const char* category, const Span& span, int track,
               Json arguments = Json::object()) {
    events_.push_back({{"name", name},
                       {"cat", category},
                       {"ph", "X"},
                       {"ts", inMicroseconds(span.begin)},
                       {"dur", inMicroseconds(span.end - span.begin)},
                       {"pid", 1},
                       {"tid", track},
                       {"args", std::move(arguments)}});
  }

  void addCase(const RecordedCase& one) {
    if (!one.over || !one.report.began) return;
    const auto begin = *one.report.began - run_.began();
    const Span span{begin, begin + one.report.seconds.value_or(0)};
    const auto track = trackOf(one.report.worker);
    if (one.report.worker) busy_[track].push_back(span);
    Json arguments = {{"result", nameOf(one.outcome())}};
    if (const auto why = one.summary(); !why.empty()) arguments["why"] = inUtf8(why);
    addSpan(inUtf8(one.id), "case", span, track, std::move(arguments));
  }

  void addIdle(int track, std::vector<Span>& spans) {
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.begin < b.begin; });
    double free = 0;
    for (const auto& span : spans) {
      if (span.begin - free >= leastIdle) addSpan("idle", "idle", {free, span.begin}, track);
      free = std::max(free, span.end);
    }
    if (run_.seconds() - free >= leastIdle) addSpan("idle", "idle", {free, run_.seconds()}, track);
  }

  void addMoment(const RecordedMoment& moment) {
    if (moment.kind == RecordedMoment::Kind::programStarted) {
      names_.try_emplace(startsTrack, "starts of programs");
      addSpan(inUtf8(moment.text), "start", {std::max(0.0, moment.at - moment.seconds), moment.at},
              startsTrack);
      return;
    }
    const bool lost = moment.kind == RecordedMoment::Kind::workerLost;
    events_.push_back({{"name", lost ? "worker lost" : "worker replaced"},
                       {"cat", "worker"},
                       {"ph", "i"},
                       {"s", "t"},
                       {"ts", inMicroseconds(moment.at)},
                       {"pid", 1},
                       {"tid", trackOf(moment.worker)},
                       {"args", {{"why", inUtf8(moment.text)}}}});
  }

  const RunRecord& run_;
  Json events_ = Json::array();
  std::map<int, std::string> names_;
  std::map<int, std::vector<Span>> busy_;
};

}  // namespace

std::string traceReport(const RunRecord& run) { return Trace(run).text(); }

}  // namespace trial
