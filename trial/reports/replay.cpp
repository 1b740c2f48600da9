#include <trial/reports/replay.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <utility>

#include <trial/ending/notrun.hpp>
#include <trial/reporters/reporttime.hpp>

namespace trial {

namespace {

/// Passes what a listener hears on to a reporter, which hears of each case when it is over.
class ToReporter final : public IRunListener {
 public:
  /// `began` is when the first case began.
  ToReporter(ReporterPtr reporter, std::optional<double> began)
      : reporter_(std::move(reporter)), began_(began) {}

  void caseOver(const CaseReport& report) override {
    if (!report.alone) return trial::replay(report, *reporter_, began_);
    for (const auto& result : report.results) addResult(*reporter_, report.test, result);
  }
  void endedEarly(const EarlyEnd& end) override { reporter_->endedEarly(end); }
  void runOver() override { reporter_->done(); }

 private:
  ReporterPtr reporter_;
  std::optional<double> began_;
};

/// Notes when the first case began.
class FirstCase final : public IRunListener {
 public:
  void caseOver(const CaseReport& report) override {
    if (report.began && (!began || *report.began < *began)) began = report.began;
  }
  std::optional<double> began;
};

}  // namespace

Replayed replay(const LoggedRun& run, const RunSettings& settings, IRunListener& listener) {
  const auto factory = settings.reporterFactory();
  const auto reporter =
      factory(*settings.stream, settings.tbformat, settings.rterrors, &theLogPublisher());
  FirstCase first;
  for (const auto& event : run.events) event.tell(first);
  ToReporter toReporter(reporter, first.began);
  const auto tell = [&](double at, const std::function<void(IRunListener&)>& event) {
    const ReportTime then(at, std::nullopt, run.date + at);
    event(toReporter);
    event(listener);
  };
  tell(0, [&](IRunListener& to) { to.runBegan(run.cases); });
  for (const auto& event : run.events) tell(event.at, event.tell);
  if (run.end) {
    writeNotRun(factory.ownsStream() ? std::cerr : *settings.stream, run.notBegun);
    tell(run.over, [&](IRunListener& to) { to.endedEarly(*run.end); });
  }
  tell(run.over, [](IRunListener& to) { to.runOver(); });
  Replayed replayed{.successful = run.successful && reporter->wasSuccessful()};
  if (run.end && run.end->interrupted) replayed.interrupted = run.end->signal;
  return replayed;
}

EventLog readEventLogs(const std::vector<std::filesystem::path>& files, std::ostream& errors) {
  EventLog whole;
  std::map<int, std::vector<LoggedRun>> passes;
  for (const auto& file : files) {
    auto log = readEventLog(file, errors);
    if (whole.status == 0) whole.status = log.status;
    for (auto& run : log.runs) passes[run.pass].push_back(std::move(run));
  }
  for (auto& [pass, ofPass] : passes) whole.runs.push_back(merged(std::move(ofPass)));
  return whole;
}

}  // namespace trial
