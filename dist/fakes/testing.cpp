#include <dist/testing.hpp>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <dist/dist.hpp>
#include <dist/managercommands.hpp>

namespace dist::testing {

namespace {

class NamedCase final : public trial::ITestCase, public std::enable_shared_from_this<NamedCase> {
 public:
  explicit NamedCase(std::string id) : id_(std::move(id)) {}
  [[nodiscard]] std::string id() const override { return id_; }
  [[nodiscard]] int countTestCases() const override { return 1; }
  [[nodiscard]] std::string shortDescription() const override { return id_; }
  [[nodiscard]] std::string_view programName() const noexcept override {
    const auto end = id_.find("::");
    return std::string_view(id_).substr(0, end == std::string::npos ? 0 : end);
  }
  void run(trial::IReporter& result) override {
    const auto self = shared_from_this();
    result.startTest(self);
    result.addSuccess(self);
    result.stopTest(self);
  }

 private:
  std::string id_;
};

}  // namespace

trial::TestPtr namedCase(std::string id) { return std::make_shared<NamedCase>(std::move(id)); }

std::vector<trial::TestPtr> namedCases(const std::string& prefix, std::size_t count) {
  std::vector<trial::TestPtr> cases;
  for (std::size_t i = 0; i < count; ++i)
    cases.push_back(namedCase(fmt::format("{}{}", prefix, i)));
  return cases;
}

void RecordingReporter::note(std::string event) {
  events.push_back(event);
  if (onEvent) onEvent(event);
}

void RecordingReporter::startTest(const trial::TestPtr& test) {
  TestResult::startTest(test);
  note("startTest " + test->id());
}
void RecordingReporter::stopTest(const trial::TestPtr& test) {
  TestResult::stopTest(test);
  note("stopTest " + test->id());
}
void RecordingReporter::addSuccess(const trial::TestPtr& test) {
  TestResult::addSuccess(test);
  note("addSuccess " + test->id());
}
void RecordingReporter::addError(const trial::TestPtr& test, const trial::Failure& error) {
  TestResult::addError(test, error);
  note(fmt::format("addError {}: {}", test->id(), error.getErrorMessage()));
}
void RecordingReporter::addFailure(const trial::TestPtr& test, const trial::Failure& failure) {
  TestResult::addFailure(test, failure);
  note(fmt::format("addFailure {}: {}", test->id(), failure.getErrorMessage()));
}
void RecordingReporter::addExpectedFailure(const trial::TestPtr& test,
                                           const trial::Failure& failure,
                                           const std::optional<trial::Todo>& todo) {
  TestResult::addExpectedFailure(test, failure, todo);
  note(fmt::format("addExpectedFailure {}: {}", test->id(), failure.getErrorMessage()));
}
void RecordingReporter::addUnexpectedSuccess(const trial::TestPtr& test,
                                             const std::optional<trial::Todo>& todo) {
  TestResult::addUnexpectedSuccess(test, todo);
  note("addUnexpectedSuccess " + test->id());
}
void RecordingReporter::addSkip(const trial::TestPtr& test, const std::string& reason) {
  TestResult::addSkip(test, reason);
  note(fmt::format("addSkip {}: {}", test->id(), reason));
}
void RecordingReporter::done() {
  TestResult::done();
  note("done");
}

ScriptedWorker::ScriptedWorker() {
  responder<workercommands::Start>(
      [this](std::string where,
             std::optional<std::string> from) -> workercommands::Start::Response {
        if (refusal) throw std::runtime_error(*refusal);
        directory = std::move(where);
        origin = std::move(from);
        return {true};
      });
  responder<workercommands::Run>([this](std::string testCase, std::int64_t run) {
    reactor::Deferred<workercommands::Run::Response> answer;
    asked.push_back(Asked{std::move(testCase), run, answer});
    return answer;
  });
  responder<workercommands::Withdraw>(
      [this](std::int64_t run, bool /*ends*/) { withdrawn.push_back(run); });
  responder<workercommands::Together>([this](std::int64_t count) { together.push_back(count); });
  responder<workercommands::Program>([this](const std::string& name, const std::string& framework,
                                            const std::string& dialect,
                                            const std::vector<std::string>& notes, bool complete) {
    programs.push_back(fmt::format("{} {} {} {} notes{}", name, framework, dialect, notes.size(),
                                   complete ? ", complete" : ""));
  });
}

std::vector<std::string> ScriptedWorker::names() const {
  std::vector<std::string> all;
  for (const auto& one : asked) all.push_back(one.testCase);
  return all;
}

void ScriptedWorker::begin(std::size_t index, std::optional<double> limit) {
  callRemote<managercommands::Started>(asked.at(index).run, limit);
}

void ScriptedWorker::addSuccess(std::size_t index) {
  const auto& one = asked.at(index);
  callRemote<managercommands::AddSuccess>(one.testCase, one.run);
}

void ScriptedWorker::addError(std::size_t index, const std::string& text, const std::string& type) {
  const auto& one = asked.at(index);
  const std::vector<std::string> none;
  callRemote<managercommands::AddError>(one.testCase, one.run, text, type, none, none);
}

void ScriptedWorker::answer(std::size_t index, bool success, std::optional<double> duration,
                            std::optional<double> overhead) {
  const auto answer = asked.at(index).answer;
  answer.callback({success, duration, overhead});
}

void ScriptedWorker::pass(std::size_t index, std::optional<double> duration) {
  begin(index);
  addSuccess(index);
  answer(index, true, duration);
}

FakeWorker::FakeWorker(FakeWorkers& all, reactor::FakeProcess& fake)
    : process(fake.shared_from_this()),
      all_(all),
      transport_(std::make_shared<protocols::testing::MemoryTransport>("worker")) {
  worker.makeConnection(transport_);
}

bool FakeWorker::moveBytes() {
  const auto toWorker = process->takeWritten(workerAmpStdin);
  if (!toWorker.empty()) worker.dataReceived(toWorker);
  const auto fromWorker = std::exchange(transport_->written, {});
  if (!fromWorker.empty() && !process->isClosed(workerAmpStdout)) {
    process->childData(workerAmpStdout, fromWorker);
  }
  return !toWorker.empty() || !fromWorker.empty();
}

bool FakeWorker::obeySignals() {
  const auto signals = process->signals();
  if (signals.size() == signalsSeen_) return false;
  signalsSeen_ = signals.size();
  const int last = signals.back();
  if (last != SIGKILL && !all_.obedient) return false;
  process->endBySignal(last);
  return true;
}

bool FakeWorker::pump() {
  if (process->isOver()) return false;
  bool any = moveBytes();
  if (process->isOver() || obeySignals()) return true;
  const auto withdrawn = std::exchange(worker.withdrawn, {});
  for (std::size_t index = next_; index < worker.asked.size(); ++index) {
    const auto& one = worker.asked[index];
    const bool wanted = std::find(withdrawn.begin(), withdrawn.end(), one.run) == withdrawn.end();
    if (wanted || one.answer.called()) continue;
    worker.answer(index, false, std::nullopt);
    any = true;
  }
  const auto& asked = worker.asked;
  const bool busy = next_ > 0 && !asked[next_ - 1].answer.called();
  while (!busy && next_ < asked.size() && asked[next_].answer.called()) ++next_;
  if (!busy && next_ < asked.size()) {
    const auto index = next_++;
    all_.begun.push_back(asked[index].testCase);
    if (all_.onRun) {
      worker.begin(index);
      moveBytes();
      if (!process->isOver()) all_.onRun(*this, index);
    } else {
      worker.pass(index);
    }
    any = true;
  } else if (!busy && process->isClosed(workerAmpStdin) && all_.obedient) {
    moveBytes();
    process->end(0);
    return true;
  }
  return (!process->isOver() && moveBytes()) || any;
}

FakeWorkers::FakeWorkers(reactor::MemoryReactor& reactor) {
  reactor.onSpawn([this](reactor::FakeProcess& process) {
    if (!process.call().childFDs.contains(workerAmpStdin)) return;  // it takes stacks, for instance
    workers.push_back(std::make_unique<FakeWorker>(*this, process));
  });
  reactor.onIdle([this, &reactor] {
    if (pump()) return true;
    if (!onIdle) return false;
    constexpr double soon = 0.001;  // the manager's turns come first
    for (const auto& call : reactor.getDelayedCalls()) {
      if (call->getTime() <= reactor.seconds() + soon) return false;
    }
    return onIdle();
  });
}

bool FakeWorkers::pump() {
  bool any = false;
  for (std::size_t i = 0; i < workers.size(); ++i) any = workers[i]->pump() || any;
  return any;
}

}  // namespace dist::testing
