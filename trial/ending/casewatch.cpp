#include <trial/ending/casewatch.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include <reactor/spawn/descendants.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/limits/processstate.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/limits/toldlimit.hpp>

namespace trial {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr int exitSignal = 128;  // and the number of the signal

std::vector<pid_t> livingDescendants() {
  auto left = reactor::descendantsOf(::getpid());
  std::erase_if(left, reactor::hasEnded);
  return left;
}

/// Until none is left, for some seconds at most; a process may start others while it is ended.
void endDescendants(double grace) {
  constexpr double toKill = 2;
  const auto start = Clock::now();
  const auto has = [start](double seconds) { return Clock::now() < start + Seconds(seconds); };
  if (grace > 0) reactor::signalDescendants(SIGTERM);
  while (has(grace + toKill) && !livingDescendants().empty()) {
    if (!has(grace)) reactor::signalDescendants(SIGKILL);
    std::this_thread::sleep_for(Seconds(0.02));
  }
}

/// A thread that gets no signals: they go to the one that runs the tests, as ever.
std::thread threadWithoutSignals(std::function<void()> run) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread;
  try {
    thread = std::thread(std::move(run));
  } catch (const std::system_error&) {
    // There is no room for one more thread: the run has no limit then.
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

CaseWatch::CaseWatch(IReporter& original, End end) : original_(original), end_(std::move(end)) {}

CaseWatch::~CaseWatch() {
  if (!thread_.joinable()) return;
  // A case has forked, and this is its child, which has no such thread and does not end the run.
  if (process_ != ::getpid()) ::_exit(exitFailure);
  {
    const Lock lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void CaseWatch::begin() {
  if (thread_.joinable()) return;
  limits::allowStacks();
  process_ = ::getpid();
  thread_ = threadWithoutSignals([this] { watch(); });
}

void CaseWatch::setLimit(std::optional<double> limit) {
  ++part_.number;
  part_.limit = limit;
}

void CaseWatch::watch() {
  constexpr double afterSignals = 0.25;
  const Seconds every(std::min(afterSignals, limits::lookEvery(limits::runLimits().testTimeout)));
  Lock lock(mutex_);
  while (!over_) {
    wake_.wait_for(lock, every);
    if (!over_) look(lock);
  }
}

void CaseWatch::look(Lock& lock) {
  RunSignals::takeBlocked();
  if (test_ == nullptr) return;
  if (RunSignals::timeIsOver())
    endRun(Failure(interruption()), 0, exitSignal + RunSignals::received().value_or(0));
  auto part = part_;
  if (part.limit) *part.limit += limits::toldSlack(*part.limit);
  const double now = Seconds(Clock::now().time_since_epoch()).count();
  if (!timeLimit_.overdue(part, now, [] { return limits::runDelaysOf(::getpid()); })) return;
  lock.unlock();
  const auto stacks = limits::waitForStacksOf(::getpid());
  lock.lock();
  if (over_ || part_.number != part.number) return;
  const CaseOverdue error(fmt::format("its time limit of {} s was over, and the run is ended.\n{}",
                                      *part_.limit, stacks));
  endRun(Failure(error), limits::runLimits().grace, exitFailure);
}

void CaseWatch::endRun(const Failure& error, double grace, int status) {
  // If the report itself cannot be ended: stdout may be a pipe that nobody reads, or the case has
  // its lock.
  threadWithoutSignals([grace, status] {
    constexpr double toReport = 10;
    std::this_thread::sleep_for(Seconds(grace + toReport));
    ::_exit(status);
  }).detach();
  endDescendants(grace);
  try {
    end_(test_, error);
  } catch (const std::exception& problem) {
    std::cerr << fmt::format("{}\n{}: {}\n", problem.what(), test_->id(), error.getErrorMessage());
  }
  ::_exit(status);
}

// --- the reporter ---

void CaseWatch::startTest(const TestPtr& test) {
  const Lock lock(mutex_);
  original_.startTest(test);
  if (!test->programName().empty()) return;  // the run of a program ends its cases itself
  test_ = test;
  setLimit(limits::runLimits().testTimeout);  // for what it does before its first stage
  begin();
}

void CaseWatch::stopTest(const TestPtr& test) {
  const Lock lock(mutex_);
  setLimit(std::nullopt);
  test_ = nullptr;
  original_.stopTest(test);
}

void CaseWatch::stageBegan(const TestPtr& test, std::optional<double> limit) {
  const Lock lock(mutex_);
  original_.stageBegan(test, limit);
  setLimit(limit);
}

void CaseWatch::addDetails(const TestPtr& test, const CaseReport& details) {
  const Lock lock(mutex_);
  original_.addDetails(test, details);
}

void CaseWatch::addResult(const TestPtr& test, CaseResult result) {
  const Lock lock(mutex_);
  trial::addResult(original_, test, result);
}

bool CaseWatch::wasSuccessful() const {
  const Lock lock(mutex_);
  return original_.wasSuccessful();
}

void CaseWatch::done() {
  const Lock lock(mutex_);
  original_.done();
}

void CaseWatch::stop() {
  const Lock lock(mutex_);
  original_.stop();
}

bool CaseWatch::shouldStop() const {
  const Lock lock(mutex_);
  return original_.shouldStop();
}

int CaseWatch::testsRun() const {
  const Lock lock(mutex_);
  return original_.testsRun();
}

}  // namespace trial
