#include <dist/workerprotocol.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include <dist/managercommands.hpp>
#include <reactor/log.hpp>
#include <reactor/process/writeall.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/programs/programrun.hpp>
#include <trial/programs/testprogram.hpp>
#include <trial/running/coverage.hpp>
#include <trial/suite.hpp>
#include <trial/wait.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

WorkerProtocol::WorkerProtocol(reactor::IReactor& reactor, bool forceGarbageCollection,
                               bool coverage)
    : reactor_(reactor),
      _result(*this),
      _forceGarbageCollection(forceGarbageCollection),
      coverage_(coverage) {
  responder<Run>([this](std::string testCase, std::int64_t number) {
    return run(std::move(testCase), number);
  });
  responder<Start>([this](const std::string& directory, const std::optional<std::string>& origin) {
    return start(directory, origin.value_or(directory));
  });
  responder<workercommands::Withdraw>([this](std::int64_t number) { withdraw(number); });
}

Deferred<WorkerProtocol::Run::Response> WorkerProtocol::run(std::string testCase,
                                                            std::int64_t run) {
  Deferred<Run::Response> done;
  queue_.push_back(Queued{std::move(testCase), run, done});
  return done;
}

WorkerProtocol::Start::Response WorkerProtocol::start(const std::string& directory,
                                                      const std::string& origin) {
  directory_ = directory;
  trial::setRunFolder(origin);
  std::filesystem::current_path(directory_);
  if (coverage_) trial::collectCoverage(directory_ / "coverage");
  return {true};
}

bool WorkerProtocol::work(int commands) {
  if (_result.shouldStop()) {  // an interrupt: the run ends, what waits here is given back
    const auto last = queue_.back().done;  // the last first: each goes to the front of the others
    queue_.pop_back();
    last.callback({false});
    return true;
  }
  if (!trial::programOf(queue_.front().testCase).empty()) return runBatch(commands);
  runNative(takeFirst());
  return true;
}

void WorkerProtocol::runNative(Queued queued) {
  begin(queued);
  flush();  // whatever the case does to this process, what was before it is known
  const auto begin = Clock::now();
  trial::TrialSuite({_loader.loadCase(queued.testCase)}, _forceGarbageCollection).run(_result);
  returnToDirectory();
  queued.done.callback({true, secondsSince(begin)});
}

void WorkerProtocol::returnToDirectory() {
  std::error_code error;
  const auto now = std::filesystem::current_path(error);
  if (error || now != directory_) std::filesystem::current_path(directory_, error);
  if (error)
    reactor::log::msg(fmt::format("cannot return to {}: {}", directory_.string(), error.message()));
}

/// Some cases of one program, and the reading of the connection meanwhile.
class WorkerProtocol::Batch final : public trial::ProgramReporter, public reactor::IReadDescriptor {
 public:
  Batch(WorkerProtocol& worker, int commands, const std::vector<trial::ProgramCasePtr>& cases,
        std::unordered_map<std::string, Queued> queued)
      : ProgramReporter(worker._result, cases),
        worker_(worker),
        commands_(commands),
        queued_(std::move(queued)),
        program_(cases.front()->program()) {
    for (const auto& testCase : cases) names_.push_back(testCase->caseName());
  }
  ~Batch() override {
    worker_.reactor_.removeReader(*this);
    if (flushing_ && flushing_->active()) flushing_->cancel();
  }

  /// False if the manager went away.
  bool run() {
    trial::frameworks::ProgramRun run(worker_.reactor_, worker_.reactor_, program_, names_, *this);
    over_ = run.start();
    worker_.reactor_.addReader(*this);
    worker_.batch_ = this;
    const auto result = trial::waitFor(over_);
    worker_.batch_ = nullptr;
    const auto* failure = std::get_if<1>(&result);
    if (failure != nullptr && !failure->is<reactor::CancelledError>()) failure->raiseException();
    return !managerGone_;
  }

  void caseStarted(const std::string& name) override {
    running_ = name;
    worker_.begin(queued_.at(name));
    ProgramReporter::caseStarted(name);
    // With all that comes in the same turn: whatever the case does, this process goes on.
    if (!flushing_ || !flushing_->active()) {
      flushing_ = worker_.reactor_.callLater(0, [this] { worker_.flush(); });
    }
  }
  void caseFinished(const std::string& name, const trial::frameworks::CaseResult& result) override {
    worker_._result.begin(queued_.at(name).testCase, queued_.at(name).run);
    ProgramReporter::caseFinished(name, result);  // which starts one that had not begun
    const auto node = queued_.extract(name);
    inCases_ += result.seconds;
    // How long one took in which the program died is not known, nor what the next start took.
    const bool died = result.outcome == trial::frameworks::Outcome::error && result.seconds == 0;
    died_ = died_ || died;
    workercommands::Run::Response response{true};
    if (!died) response.duration = result.seconds;
    if (queued_.empty() && !died_) {
      response.overhead = std::max(0.0, secondsSince(begin_) - inCases_);
    }
    running_.clear();
    node.mapped().done.callback(response);
    endIfNotWanted();
  }
  void output(int fd, std::string_view data) override {
    ProgramReporter::output(fd, data);
    (void)reactor::writeAll(fd, data);  // or nobody reads it any more
  }

  /// A case that was taken back: the program cannot be told to leave it out, but when none is left
  /// that is wanted the rest is given back.
  void withdraw(std::int64_t run) {
    withdrawn_.insert(run);
    endIfNotWanted();
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
      over_.cancel();
    }
  }

 private:
  void endIfNotWanted() {
    if (withdrawn_.empty() || queued_.empty() || !running_.empty() || over_.called()) return;
    for (const auto& [name, queued] : queued_) {
      if (!withdrawn_.contains(queued.run)) return;
    }
    over_.cancel();
    for (auto& [name, queued] : std::exchange(queued_, {})) queued.done.callback({false});
  }

  WorkerProtocol& worker_;
  int commands_;
  std::unordered_map<std::string, Queued> queued_;
  trial::frameworks::ProgramPtr program_;
  std::vector<std::string> names_;
  Deferred<void> over_{nullptr};
  bool managerGone_ = false;
  reactor::DelayedCallPtr flushing_;
  const Clock::time_point begin_ = Clock::now();
  double inCases_ = 0;
  bool died_ = false;
  std::string running_;
  std::unordered_set<std::int64_t> withdrawn_;
};

void WorkerProtocol::withdraw(std::int64_t run) {
  for (auto at = queue_.begin(); at != queue_.end(); ++at) {
    if (at->run != run) continue;
    const auto done = at->done;
    queue_.erase(at);
    done.callback({false});
    return;
  }
  if (batch_ != nullptr) batch_->withdraw(run);
}

void WorkerProtocol::begin(const Queued& queued) {
  _result.begin(queued.testCase, queued.run);
  callRemote<managercommands::Started>(queued.run);
}

bool WorkerProtocol::runBatch(int commands) {
  const std::string program(trial::programOf(queue_.front().testCase));
  std::vector<trial::ProgramCasePtr> cases;
  std::unordered_map<std::string, Queued> batch;
  while (!queue_.empty() && trial::programOf(queue_.front().testCase) == program) {
    auto test = _loader.loadCase(queue_.front().testCase);
    auto programCase = std::dynamic_pointer_cast<trial::ProgramCase>(test);
    if (programCase == nullptr) {  // the program cannot be used: this says why
      runNative(takeFirst());
      continue;
    }
    // A case that is asked for twice is run twice: the second time by another process.
    if (batch.contains(programCase->caseName())) break;
    batch.emplace(programCase->caseName(), takeFirst());
    cases.push_back(std::move(programCase));
  }
  return cases.empty() || Batch(*this, commands, cases, std::move(batch)).run();
}

WorkerProtocol::Queued WorkerProtocol::takeFirst() {
  auto first = std::move(queue_.front());
  queue_.pop_front();
  return first;
}

}  // namespace dist
