#include <trial/reports/eventlog.hpp>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <trial/reports/jsonvalues.hpp>

namespace trial {

namespace {

/// The error of a case that ran when the log ended.
class LogEnded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Makes runs of the events of one log, line by line.
class LogReader final {
 public:
  /// `std::exception` that says what is wrong with the event.
  void read(const Json& event) {
    const auto& name = event.at("event").get_ref<const std::string&>();
    if (name == "runBegan") return beginRun(event);
    if (!open_) throw std::runtime_error("no run has begun");
    const auto at = event.at("at").get<double>();
    runs_.back().over = at;
    if (name == "caseBegan") return beginCase(event, at);
    if (name == "caseOver") return endCase(event, at);
    if (name == "programStarted") {
      add(at, [program = bytesOf(event.at("program")), seconds = event.at("seconds").get<double>()](
                  IRunListener& listener) { listener.programStarted(program, seconds); });
    } else if (name == "workerLost") {
      add(at, [worker = event.at("worker").get<int>(), why = bytesOf(event.at("why"))](
                  IRunListener& listener) { listener.workerLost(worker, why); });
    } else if (name == "workerReplaced") {
      add(at, [worker = event.at("worker").get<int>()](IRunListener& listener) {
        listener.workerReplaced(worker);
      });
    } else if (name == "endedEarly") {
      runs_.back().end = EarlyEnd{.interrupted = event.at("interrupted").get<bool>(),
                                  .notRun = event.at("notRun").get<std::size_t>(),
                                  .signal = event.value("signal", 0)};
    } else if (name == "runOver") {
      runs_.back().successful = event.at("successful").get<bool>();
      endRun();
    }  // others are of a later edition of this version
  }

  /// The runs; the last one is incomplete if it is not over.
  [[nodiscard]] std::vector<LoggedRun> take() {
    if (open_) cutOff();
    return std::move(runs_);
  }
  [[nodiscard]] bool incomplete() const noexcept { return open_; }

 private:
  void beginRun(const Json& event) {
    if (const auto version = event.at("version").get<int>(); version != logVersion) {
      throw std::runtime_error(fmt::format("version {} is not known", version));
    }
    if (open_) cutOff();
    auto& run = runs_.emplace_back();
    run.pass = event.at("pass").get<int>();
    run.date = event.at("time").get<double>();
    for (const auto& test : event.at("cases")) run.cases.push_back(testOf(test));
    open_ = true;
    running_.clear();
    seen_.clear();
  }

  [[nodiscard]] TestPtr test(const Json& event) const {
    if (const auto at = event.find("case"); at != event.end()) {
      return runs_.back().cases.at(at->get<std::size_t>());
    }
    return testOf(event.at("test"));
  }

  void beginCase(const Json& event, double at) {
    auto began = test(event);
    std::optional<int> worker;
    if (const auto number = event.find("worker"); number != event.end()) {
      worker = number->get<int>();
    }
    seen_.insert(began.get());
    running_.push_back({began, at, worker});
    add(at, [began = std::move(began), worker](IRunListener& listener) {
      listener.caseBegan(began, worker);
    });
  }

  void endCase(const Json& event, double at) {
    auto report = reportIn(event);
    report.test = test(event);
    if (const auto began = event.find("began"); began != event.end()) {
      report.began = began->get<double>();
    }
    if (const auto seconds = event.find("seconds"); seconds != event.end()) {
      report.seconds = seconds->get<double>();
    }
    seen_.insert(report.test.get());
    // A test that is not in the list is another object in each event: its id tells it.
    const auto id = report.test->id();
    const auto one = std::find_if(running_.begin(), running_.end(), [&](const Running& other) {
      return other.test == report.test || other.test->id() == id;
    });
    if (one != running_.end()) running_.erase(one);
    add(at, [report = std::move(report)](IRunListener& listener) { listener.caseOver(report); });
  }

  void endRun() {
    for (const auto& one : runs_.back().cases) {
      if (one->countTestCases() > 0 && !seen_.contains(one.get()))
        runs_.back().notBegun.push_back(one);
    }
    open_ = false;
  }

  void cutOff() {
    auto& run = runs_.back();
    for (const auto& one : std::exchange(running_, {})) {
      CaseReport report;
      report.test = one.test;
      report.began = one.began;
      report.seconds = run.over - one.began;
      report.worker = one.worker;
      report.results.push_back(
          errorResult(Failure(LogEnded("the event log of the run ends while it was running"))));
      add(run.over, [report](IRunListener& listener) { listener.caseOver(report); });
    }
    run.successful = false;
    endRun();
    if (!run.end) run.end = EarlyEnd{.notRun = run.notBegun.size()};
  }

  void add(double at, std::function<void(IRunListener&)> tell) {
    runs_.back().events.push_back({at, std::move(tell)});
  }

  struct Running {
    TestPtr test;
    double began;
    std::optional<int> worker;
  };

  std::vector<LoggedRun> runs_;
  bool open_ = false;  // the last run
  std::vector<Running> running_;
  std::unordered_set<const ITestCase*> seen_;
};

}  // namespace

std::vector<LoggedRun> readEventLog(const std::filesystem::path& file, std::ostream& errors) {
  std::ifstream in(file, std::ios::binary);
  LogReader reader;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const bool cutOff = in.eof();
    try {
      reader.read(Json::parse(line));
    } catch (const std::exception& error) {
      if (!cutOff) {
        throw std::runtime_error(
            fmt::format("{}:{}: no event of a run: {}", file.string(), number, error.what()));
      }
      errors << fmt::format("{}:{}: the last line is cut off, and left out\n", file.string(),
                            number);
    }
  }
  if (!in.eof()) throw std::runtime_error("cannot read " + file.string());
  const bool incomplete = reader.incomplete();
  auto runs = reader.take();
  if (runs.empty()) throw std::runtime_error(file.string() + " holds no run");
  if (incomplete) {
    errors << fmt::format("{}: the log ends before its run was over\n", file.string());
  }
  return runs;
}

LoggedRun merged(std::vector<LoggedRun> runs) {
  auto whole = std::move(runs.front());
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  };
  for (std::size_t i = 1; i < runs.size(); ++i) {
    auto& more = runs[i];
    append(whole.cases, more.cases);
    append(whole.events, more.events);
    append(whole.notBegun, more.notBegun);
    whole.date = std::min(whole.date, more.date);
    whole.successful = whole.successful && more.successful;
    whole.over = std::max(whole.over, more.over);
    if (!more.end) continue;
    if (!whole.end) whole.end.emplace();
    whole.end->interrupted = whole.end->interrupted || more.end->interrupted;
    whole.end->notRun += more.end->notRun;
    if (whole.end->signal == 0) whole.end->signal = more.end->signal;
  }
  std::stable_sort(whole.events.begin(), whole.events.end(),
                   [](const auto& a, const auto& b) { return a.at < b.at; });
  return whole;
}

}  // namespace trial
