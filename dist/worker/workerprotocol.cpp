#include <dist/workerprotocol.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>
#include <optional>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include <dist/managercommands.hpp>
#include <dist/worker/caselimits.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/writeall.hpp>
#include <reactor/spawn/descendants.hpp>
#include <trial/detail/defaulttimeout.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/programs/run/batch.hpp>
#include <trial/programs/settings/programsettings.hpp>
#include <trial/programs/warm/warmprocesses.hpp>
#include <trial/running/coverage.hpp>
#include <trial/running/orphans.hpp>
#include <trial/running/programleftovers.hpp>
#include <trial/suite.hpp>
#include <trial/testcase.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

WorkerProtocol::WorkerProtocol(reactor::IReactor& reactor, bool forceGarbageCollection,
                               bool coverage, const protocols::Limits& limits)
    : protocols::AMP(limits),
      reactor_(reactor),
      _result(*this, limits),
      _forceGarbageCollection(forceGarbageCollection),
      coverage_(coverage),
      orphans_(std::make_unique<trial::Orphans>(trial::Orphans::ofGuardian())) {
  responder<Run>([this](std::string testCase, std::int64_t number) {
    return run(std::move(testCase), number);
  });
  responder<Start>([this](const std::string& directory, const std::optional<std::string>& origin) {
    return start(directory, origin);
  });
  responder<workercommands::Program>([this](const auto&... facts) { program(facts...); });
  responder<workercommands::Together>([this](std::int64_t count) { missing_ = count; });
  responder<workercommands::Withdraw>(
      [this](std::int64_t number, bool ends) { withdraw(number, ends); });
}

WorkerProtocol::WorkerProtocol(bool forceGarbageCollection)
    : WorkerProtocol(reactor::defaultReactor(), forceGarbageCollection) {}

WorkerProtocol::~WorkerProtocol() = default;

Deferred<WorkerProtocol::Run::Response> WorkerProtocol::run(std::string testCase,
                                                            std::int64_t run) {
  Deferred<Run::Response> done;
  std::string program(trial::programOf(testCase));
  queue_.push_back(Queued{std::move(testCase), std::move(program), run, done});
  if (missing_ > 0) --missing_;
  return done;
}

WorkerProtocol::Start::Response WorkerProtocol::start(const std::string& directory,
                                                      const std::optional<std::string>& origin) {
  directory_ = std::filesystem::absolute(directory);
  trial::setRunFolder(origin.value_or(directory_.string()));
  std::filesystem::current_path(directory_);
  if (coverage_) trial::collectCoverage(directory_ / "coverage");
  auto settings = trial::frameworks::programSettings();
  settings.temporaryFolder = directory_ / "tmp";
  trial::frameworks::setProgramSettings(std::move(settings));
  return {true};
}

void WorkerProtocol::program(const std::string& name, const std::string& framework,
                             const std::string& dialect, const std::vector<std::string>& notes,
                             bool complete) {
  if (std::exchange(notesOf_, name) != name) notes_.clear();
  for (std::size_t i = 0; i + 1 < notes.size(); i += 2) notes_.emplace(notes[i], notes[i + 1]);
  if (complete) _loader.knowProgram(name, framework, dialect, std::exchange(notes_, {}));
}

bool WorkerProtocol::work(int commands) {
  missing_ = 0;
  if (_result.shouldStop()) {  // an interrupt: the run ends, cases that wait here are given back
    const auto last = queue_.back().done;  // the last first: each goes to the front of the others
    queue_.pop_back();
    last.callback({false});
    return true;
  }
  if (!queue_.front().program.empty()) return runBatch(commands);
  runNative(takeFirst());
  return true;
}

/// How long a case may take until its first stage tells its own limit: its module is opened and its
/// class constructed meanwhile. Most cases have the limit of the one before, and need not tell it
/// then; a short one is not for the next case.
std::optional<double> WorkerProtocol::limitAtBegin() const {
  const auto& testTimeout = trial::limits::runLimits().testTimeout;
  const auto before = _result.limit();
  if (!before) return testTimeout;
  return std::max(*before, testTimeout.value_or(trial::DEFAULT_TIMEOUT_DURATION));
}

void WorkerProtocol::runNative(Queued queued) {
  begin(queued, limitAtBegin());
  if (waited_) outlived(before_, orphans_->endNew());  // which has lost its parent since
  before_ = queued.testCase;
  flush();  // whatever the case does to this process, all that was before it is known
  auto test = _loader.loadCase(queued.testCase);  // opens its module if it is the first of that
  const auto begin = Clock::now();
  if (!hasStages(*test)) _result.stageBegan(test, trial::limits::runLimits().testTimeout);
  trial::TrialSuite({std::move(test)}, _forceGarbageCollection).run(_result);
  returnToDirectory();
  _result.leftBehind(orphans_->endNew());
  waited_ = queue_.empty();
  queued.done.callback({true, secondsSince(begin)});
}

void WorkerProtocol::returnToDirectory() {
  std::error_code error;
  const auto now = std::filesystem::current_path(error);
  if (error || now != directory_) std::filesystem::current_path(directory_, error);
  if (error)
    reactor::log::msg(fmt::format("cannot return to {}: {}", directory_.string(), error.message()));
}

/// Tells the manager of a batch, and reads the connection while it runs.
class WorkerProtocol::BatchRun final : public trial::IBatchObserver,
                                       public reactor::IReadDescriptor {
 public:
  BatchRun(WorkerProtocol& worker, int commands, std::vector<trial::BatchCase> cases,
           std::deque<Queued> queued)
      : worker_(worker),
        commands_(commands),
        program_(cases.front().test->programName()),
        batch_(worker.reactor_, worker.reactor_, cases, *this),
        leftovers_(*worker.orphans_, worker.reactor_, tellingOfLeftovers()) {
    for (const auto& one : cases) {
      queued_.emplace(one.test.get(), Asked{one.test, std::move(queued.front())});
      queued.pop_front();
    }
  }
  ~BatchRun() override {
    worker_.batch_ = nullptr;
    worker_.reactor_.removeReader(*this);
    reactor::cancelCall(flushing_);
  }

  /// False if the manager went away.
  bool run() {
    worker_.batch_ = this;
    if (commands_ >= 0) worker_.reactor_.addReader(*this);
    runCases();
    if (managerGone_) return false;
    leftovers_.programOver(program_);
    // Cases that were given back, the last first: each goes to the front of the others.
    auto left = batch_.unfinished();
    for (auto test = left.rbegin(); test != left.rend(); ++test) {
      const auto done = queued_.at(test->get()).queued.done;
      queued_.erase(test->get());
      done.callback({false});
    }
    return true;
  }

  void withdraw(std::int64_t run, bool ends) {
    const auto asked = std::find_if(queued_.begin(), queued_.end(), [run](const auto& entry) {
      return entry.second.queued.run == run;
    });
    if (asked != queued_.end()) batch_.withdraw(asked->second.test, ends);
  }

  void caseStarted(const trial::TestPtr& test) override {
    worker_.begin(queued_.at(test.get()).queued, limitOfProgramCase());
    worker_._result.startTest(test);
    // With all that comes in the same turn: whatever the case does, this process goes on.
    if (!flushing_ || !flushing_->active()) {
      flushing_ = worker_.reactor_.callLater(0, [this] { worker_.flush(); });
    }
  }
  void caseFinished(const trial::CaseReport& report) override {
    trial::finishTest(report, worker_._result);
    leftovers_.caseFinished(report.test);
    const auto asked = queued_.extract(report.test.get());
    const auto& done = asked.mapped().queued.done;
    auto response = responseTo(report);
    if (!queued_.empty()) return done.callback(response);
    // Behind the last answer the run may be over: what the program does at its end comes before it.
    last_ = [done, response] { done.callback(response); };
  }
  void programError(const std::string& program, const trial::Failure& error) override {
    worker_._result.programError(program, error);
  }
  void output(int fd, std::string_view data) override {
    (void)reactor::writeAll(fd, data);  // or nobody reads it any more
  }

  [[nodiscard]] int fileno() const override { return commands_; }
  [[nodiscard]] std::string str() const override { return "the connection to the manager"; }
  void connectionLost(reactor::Failure) override {}
  void doRead() override {
    char buffer[std::size_t{16} << 10];
    const auto size = ::read(commands_, buffer, sizeof buffer);
    if (size > 0) {
      worker_.dataReceived({buffer, static_cast<std::size_t>(size)});
    } else if (size == 0 || errno != EINTR) {
      managerGone_ = true;
      worker_.reactor_.removeReader(*this);
      batch_.end();
    }
  }

 private:
  struct Asked {
    trial::TestPtr test;
    Queued queued;
  };

  [[nodiscard]] trial::ProgramLeftovers::Tell tellingOfLeftovers() {
    return [&worker = worker_](const trial::TestPtr& test, std::string description) {
      worker.outlived(test->id(), {std::move(description)});
    };
  }
  void runCases() {
    try {
      batch_.run();
    } catch (...) {
      if (last_) last_();
      throw;
    }
    if (last_) last_();
  }

  Run::Response responseTo(const trial::CaseReport& report) {
    inCases_ += report.seconds.value_or(0);
    // When the program died in a case, neither its duration is known nor that of the next start.
    const bool died = !report.successful() && !report.seconds;
    died_ = died_ || died;
    Run::Response response{true};
    if (!died) response.duration = report.seconds.value_or(0);
    if (queued_.empty() && !died_ && !batch_.lookedAgain())
      response.overhead = std::max(0.0, secondsSince(begin_) - inCases_);
    return response;
  }

  WorkerProtocol& worker_;
  int commands_;
  const std::string program_;
  trial::Batch batch_;
  trial::ProgramLeftovers leftovers_;
  std::unordered_map<const trial::ITestCase*, Asked> queued_;  // not finished
  std::function<void()> last_;                                 // answers for the last case
  bool managerGone_ = false;
  reactor::DelayedCallPtr flushing_;
  const Clock::time_point begin_ = Clock::now();
  double inCases_ = 0;
  bool died_ = false;
};

void WorkerProtocol::withdraw(std::int64_t run, bool ends) {
  for (auto at = queue_.begin(); at != queue_.end(); ++at) {
    if (at->run != run) continue;
    const auto done = at->done;
    queue_.erase(at);
    done.callback({false});
    return;
  }
  if (batch_ != nullptr) batch_->withdraw(run, ends);
}

void WorkerProtocol::outlived(const std::string& origin,
                              const std::vector<std::string>& processes) {
  if (!processes.empty()) callRemote<managercommands::LeftBehind>(origin, 0, processes);
}

void WorkerProtocol::endChildren() {
  trial::frameworks::endWarmProcesses();
  std::vector<std::string> ended;
  for (const pid_t pid : reactor::descendantsOf(::getpid())) {
    auto description = reactor::endLeftBehind(pid);
    if (!description.empty()) ended.push_back(std::move(description));
  }
  for (auto& description : orphans_->endAll()) ended.push_back(std::move(description));
  outlived("the tests of this worker", ended);
  flush();
}

void WorkerProtocol::begin(const Queued& queued, std::optional<double> limit) {
  _result.begin(queued.testCase, queued.run);
  _result.started(limit);
}

bool WorkerProtocol::runBatch(int commands) {
  waited_ = true;
  const std::string program = queue_.front().program;
  std::deque<Queued> taken;
  auto cases = trial::takeBatch(
      [&]() -> std::optional<trial::BatchCase> {
        if (queue_.empty() || queue_.front().program != program) return std::nullopt;
        return trial::inBatch(_loader.loadCase(queue_.front().testCase));
      },
      [&] { taken.push_back(takeFirst()); });
  if (!cases.empty()) {
    std::filesystem::create_directories(trial::frameworks::programSettings().temporaryFolder);
    return BatchRun(*this, commands, std::move(cases), std::move(taken)).run();
  }
  runNative(takeFirst());  // the program cannot be used: this says why
  return true;
}

WorkerProtocol::Queued WorkerProtocol::takeFirst() {
  auto first = std::move(queue_.front());
  queue_.pop_front();
  return first;
}

}  // namespace dist
