#include <trial/reports/eventlog.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include <trial/reports/jsonmembers.hpp>
#include <trial/reports/jsonvalues.hpp>

namespace trial {

namespace {

/// The error of a case that began, and of which the log does not tell how it ended.
class LogEnded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

constexpr int mostOfSignals = 64;
constexpr int mostOfStatus = 255;
constexpr double mostOfTime = 253'402'300'799;  // the end of 9999

/// Whether it is an event of a run that has begun.
bool isKnown(std::string_view name) {
  constexpr std::array<std::string_view, 7> names = {
      "caseBegan",      "caseOver",   "programStarted", "workerLost",
      "workerReplaced", "endedEarly", "runOver"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Makes runs of the events of one log, line by line.
class LogReader final {
 public:
  /// `std::exception` that says what is wrong with the event.
  void read(const Json& event) {
    const auto& name = event.at("event").get_ref<const std::string&>();
    if (name == "runBegan") return beginRun(event);
    if (name == "end") return endProgram(event);
    if (!isKnown(name)) return;  // of a later edition of this version
    if (!open_) throw std::runtime_error("no run has begun");
    const auto at = numberAt(event, "at");
    runs_.back().over = at;
    if (name == "caseBegan") return beginCase(event, at);
    if (name == "caseOver") return endCase(event, at);
    if (name == "programStarted") {
      add(at, [program = bytesOf(event.at("program")), seconds = numberAt(event, "seconds")](
                  IRunListener& listener) { listener.programStarted(program, seconds); });
    } else if (name == "workerLost") {
      add(at, [worker = integerAt(event, "worker", 0), why = bytesOf(event.at("why"))](
                  IRunListener& listener) { listener.workerLost(worker, why); });
    } else if (name == "workerReplaced") {
      add(at, [worker = integerAt(event, "worker", 0)](IRunListener& listener) {
        listener.workerReplaced(worker);
      });
    } else if (name == "endedEarly") {
      const auto notRun = static_cast<std::size_t>(integerAt(event, "notRun", 0));
      runs_.back().end =
          EarlyEnd{.interrupted = booleanAt(event, "interrupted"),
                   .notRun = notRun,
                   .signal = integerIfAt(event, "signal", 1, mostOfSignals).value_or(0)};
    } else if (name == "runOver") {
      endRun(booleanAt(event, "successful"));
    }
  }

  [[nodiscard]] EventLog take() {
    if (!runs_.empty() && !ended_) cutOff();
    return {std::move(runs_), status_};
  }
  /// What the log lacks; empty if it is complete.
  [[nodiscard]] const std::string& lacks() const noexcept { return lacks_; }

 private:
  void beginRun(const Json& event) {
    const int version = integerAt(event, "version", 0);
    if (version != logVersion)
      throw std::runtime_error(fmt::format("version {} is not known", version));
    LoggedRun run;
    run.pass = integerAt(event, "pass", 1);
    run.date = numberAt(event, "time");
    if (run.date < 0 || run.date > mostOfTime)
      throw std::runtime_error(fmt::format("time {} is not between 1970 and 9999", run.date));
    for (const auto& test : arrayAt(event, "cases")) run.cases.push_back(testOf(test));
    // Another pass follows one that was over; the first one is that of another log.
    if (!runs_.empty() && !ended_ && (open_ || run.pass == 1)) cutOff();
    runs_.push_back(std::move(run));
    open_ = true;
    ended_ = false;
    running_.clear();
    seen_.clear();
  }

  void endProgram(const Json& event) {
    if (runs_.empty() || ended_) throw std::runtime_error("no run has begun");
    const int status = integerAt(event, "status", 0, mostOfStatus);
    if (open_) cutOff();
    if (status_ == 0) status_ = status;
    ended_ = true;
  }

  [[nodiscard]] TestPtr test(const Json& event) const {
    if (!event.contains("case")) return testOf(event.at("test"));
    const auto& cases = runs_.back().cases;
    const int number = integerAt(event, "case", 0);
    const auto& one = cases.at(static_cast<std::size_t>(number));
    const auto id = bytesOf(event.at("id"));
    if (one->id() == id) return one;
    throw std::runtime_error(fmt::format("case {} is {}, and not {}", number, one->id(), id));
  }

  /// Where the test is in `running_`. One that is not in the list is another object in each event:
  /// its id tells it.
  [[nodiscard]] auto findRunning(const TestPtr& test) {
    return std::find_if(running_.begin(), running_.end(),
                        [&, id = test->id()](const Running& other) {
                          return other.test == test || other.test->id() == id;
                        });
  }

  void beginCase(const Json& event, double at) {
    auto began = test(event);
    const auto worker = integerIfAt(event, "worker", 0);
    // It begins again if it was taken back from a worker.
    if (const auto before = findRunning(began); before != running_.end()) running_.erase(before);
    running_.push_back({began, at, worker});
    add(at, [began = std::move(began), worker](IRunListener& listener) {
      listener.caseBegan(began, worker);
    });
  }

  void endCase(const Json& event, double at) {
    auto report = reportIn(event);
    report.test = test(event);
    report.began = numberIfAt(event, "began");
    report.seconds = numberIfAt(event, "seconds");
    if (!report.alone) {
      ++seen_[report.test->id()];
      if (const auto one = findRunning(report.test); one != running_.end()) running_.erase(one);
    }
    add(at, [report = std::move(report)](IRunListener& listener) { listener.caseOver(report); });
  }

  void endRun(bool successful) {
    auto& run = runs_.back();
    run.successful = successful && !run.end;
    // One that was not successful may lack some: with --exitfirst, for instance.
    run.notBegun = notBegun();
    const auto isTest = [](const TestPtr& one) { return one->countTestCases() > 0; };
    if (run.successful &&
        (!running_.empty() || std::any_of(run.notBegun.begin(), run.notBegun.end(), isTest))) {
      giveUp("the log does not tell how each test of its run ended");
    }
    open_ = false;
  }

  void cutOff() {
    giveUp("the log ends before its run was over");
    if (status_ == 0) status_ = 1;
    open_ = false;
  }

  /// The last run has not come to its end, as far as the log tells.
  void giveUp(const char* why) {
    if (lacks_.empty()) lacks_ = why;
    auto& run = runs_.back();
    run.successful = false;
    auto left = notBegun();
    for (const auto& one : std::exchange(running_, {})) {
      CaseReport report;
      report.test = one.test;
      report.began = one.began;
      report.seconds = std::max(0.0, run.over - one.began);
      report.worker = one.worker;
      report.results.push_back(
          errorResult(Failure(LogEnded("the event log of the run does not tell how it ended"))));
      ++seen_[one.test->id()];
      add(run.over, [report](IRunListener& listener) { listener.caseOver(report); });
    }
    run.notBegun = std::move(left);
    if (!run.end) run.end = EarlyEnd{.notRun = run.notBegun.size()};
  }

  /// Cases of the list that have neither an end nor a beginning. Several may have one id.
  [[nodiscard]] std::vector<TestPtr> notBegun() const {
    auto seen = seen_;
    for (const auto& one : running_) ++seen[one.test->id()];
    std::vector<TestPtr> left;
    for (const auto& one : runs_.back().cases) {
      if (seen[one->id()]-- <= 0) left.push_back(one);
    }
    return left;
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
  bool open_ = false;   // the last run
  bool ended_ = false;  // the program that ran it
  int status_ = 0;
  std::string lacks_;
  std::vector<Running> running_;
  std::unordered_map<std::string, int> seen_;  // how often a case of this id was over
};

std::runtime_error noEvent(const std::string& place, const std::exception& error) {
  return std::runtime_error(fmt::format("{}: no event of a run: {}", place, error.what()));
}

std::runtime_error cannotRead(const std::filesystem::path& file) {
  const auto reason = errno != 0 ? std::generic_category().message(errno) : "unknown error";
  return std::runtime_error(fmt::format("cannot read {}: {}", file.string(), reason));
}

}  // namespace

EventLog readEventLog(const std::filesystem::path& file, std::ostream& errors) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  LogReader reader;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const auto place = fmt::format("{}:{}", file.string(), number);
    try {
      reader.read(Json::parse(line));
    } catch (const Json::parse_error& error) {
      if (!in.eof()) throw noEvent(place, error);
      errors << place << ": the last line is cut off, and left out\n";
    } catch (const std::exception& error) {
      throw noEvent(place, error);
    }
  }
  if (!in.eof()) throw cannotRead(file);
  auto log = reader.take();
  if (log.runs.empty()) throw std::runtime_error(file.string() + " holds no run");
  if (!reader.lacks().empty()) errors << fmt::format("{}: {}\n", file.string(), reader.lacks());
  return log;
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
