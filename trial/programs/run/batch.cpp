#include <trial/programs/run/batch.hpp>

#include <algorithm>
#include <utility>
#include <variant>

#include <reactor/libevent.hpp>
#include <reactor/loop/cancelcall.hpp>
#include <reactor/task.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/ending/suspension.hpp>
#include <trial/failing.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/run/programrun.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace {

/// Until what the program has reported is read: which case it is in the middle of.
constexpr double secondsToRead = 0.01;

}  // namespace

std::vector<BatchCase> takeBatch(const std::function<std::optional<BatchCase>()>& front,
                                 const std::function<void()>& pop, std::size_t most) {
  std::vector<BatchCase> batch;
  std::unordered_set<std::string_view> names;
  for (auto next = front(); next && (most == 0 || batch.size() < most); next = front()) {
    if (!batch.empty() && next->program != batch.front().program) break;
    if (!names.insert(next->name).second) break;
    batch.push_back(*std::move(next));
    pop();
  }
  return batch;
}

Batch::Batch(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
             std::vector<BatchCase> cases, IBatchObserver& observer)
    : spawner_(spawner), clock_(clock), cases_(std::move(cases)), observer_(observer) {
  for (const auto& one : cases_) waiting_.emplace(one.name, one.test);
}

Batch::~Batch() { forgetSignal(); }

void Batch::run() {
  std::vector<std::string> names;
  names.reserve(cases_.size());
  for (const auto& one : cases_) names.emplace_back(one.name);
  const auto& limits = limits::runLimits();
  const Suspension suspension(reactor::defaultReactor());
  frameworks::ProgramRun run(spawner_, clock_, cases_.front().program, std::move(names), *this,
                             {.timeout = limits.testTimeout, .grace = limits.grace});
  const struct Running {
    Running(Batch& ofBatch, frameworks::ProgramRun& itsRun) : batch(ofBatch) {
      batch.run_ = &itsRun;
    }
    ~Running() { batch.run_ = nullptr; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    Batch& batch;
  } running(*this, run);
  over_ = run.start();
  try {
    const auto ended = waitFor(over_, [this] { signalled(); });
    const auto* failure = std::get_if<1>(&ended);
    if (failure != nullptr && !failure->is<reactor::CancelledError>()) failure->raiseException();
  } catch (const KeyboardInterrupt&) {
    interrupted();
    throw;
  }
}

void Batch::signalled() {
  const auto leave = [] { reactor::defaultReactor().crash(); };
  if (RunSignals::urgent()) return leave();
  if (graceOver_) return;
  whenRead([this] {
    if (run_ != nullptr) run_->tellAtOnce();
    withdrawAll();
  });
  graceOver_ = clock_.callLater(RunSignals::grace(), leave);
}

/// When a process has to wait for a processor, a call that is due may come before the one that
/// reads what came meanwhile; a call that is made after that comes behind it.
void Batch::whenRead(std::function<void()> then) {
  reactor::cancelCall(looking_);
  looking_ = clock_.callLater(secondsToRead, [this, then = std::move(then)] {
    looking_ = clock_.callLater(secondsToRead, then);
  });
}

void Batch::forgetSignal() {
  reactor::cancelCall(looking_);
  reactor::cancelCall(graceOver_);
}

void Batch::withdrawAll() {
  if (waiting_.empty() && run_ != nullptr) return run_->endSearch();
  for (const auto& [name, test] : waiting_) withdrawn_.insert(test.get());
  endIfNotWanted();
}

void Batch::interrupted() {
  forgetSignal();
  (void)waitFor(reactor::deferLater(clock_, secondsToRead), [] {});
  if (run_ != nullptr) run_->tellAtOnce();
  end();
  if (const auto test = std::exchange(running_, nullptr)) {
    CaseReport report;
    report.results.push_back(
        errorResult(Failure(RunSignals::received() ? interruption() : KeyboardInterrupt())));
    std::erase_if(waiting_, [&test](const auto& waiting) { return waiting.second == test; });
    finish(test, report);
  }
}

void Batch::end() {
  if (over_ && !over_.called()) over_.cancel();
}

void Batch::withdraw(const TestPtr& test, bool ends) {
  const bool waits =
      test != running_ && std::any_of(waiting_.begin(), waiting_.end(),
                                      [&test](const auto& one) { return one.second == test; });
  if (waits) withdrawn_.insert(test.get());
  const bool endsNow = ends && !std::exchange(ends_, true);
  if (looking_ && looking_->active() && !endsNow) return;
  whenRead([this] {
    if (ends_) tellAll();
    endIfNotWanted();
  });
}

std::vector<TestPtr> Batch::unfinished() const {
  std::vector<TestPtr> tests;
  for (const auto& one : cases_) {
    if (waiting_.contains(one.name)) tests.push_back(one.test);
  }
  return tests;
}

bool Batch::lookedAgain() const noexcept { return run_ != nullptr && run_->lookedAgain(); }

void Batch::caseStarted(const std::string& id) {
  running_ = waiting_.at(id);
  observer_.caseStarted(running_);
}

void Batch::caseFinished(const std::string& id, CaseReport&& report) {
  const auto test = waiting_.at(id);
  if (running_ != test) caseStarted(id);
  running_ = nullptr;
  waiting_.erase(id);
  withdrawn_.erase(test.get());
  finish(test, report);
  endIfNotWanted();
}

void Batch::programError(const std::string& details) {
  const auto& program = *cases_.front().program;
  const bool always = program.known->alwaysEndsBadly == details;
  observer_.programError(
      program.name, always ? Failure(ProgramEndError(details)) : Failure(ProgramError(details)));
}

void Batch::output(int fd, std::string_view data) { observer_.output(fd, data); }

void Batch::finish(const TestPtr& test, CaseReport& report) {
  report.test = test;
  observer_.caseFinished(report);
}

/// Which case runs is known when all before it was told.
void Batch::tellAll() {
  if (run_ == nullptr) return;
  tellsAll_ = true;
  run_->tellAtOnce();
  tellsAll_ = false;
}

void Batch::endIfNotWanted() {
  if (tellsAll_) return;
  if (waiting_.empty() || running_ || withdrawn_.size() < waiting_.size()) return;
  end();
}

}  // namespace trial
