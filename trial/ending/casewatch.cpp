#include <trial/ending/casewatch.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

#include <reactor/spawn/descendants.hpp>
#include <trial/limits/processstate.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/limits/toldlimit.hpp>

namespace trial {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

void endDescendants(double grace) {
  const auto end = Clock::now() + Seconds(grace);
  reactor::signalDescendants(SIGTERM);
  while (Clock::now() < end) {
    const auto left = reactor::descendantsOf(::getpid());
    if (std::all_of(left.begin(), left.end(), reactor::hasEnded)) return;
    std::this_thread::sleep_for(Seconds(0.02));
  }
  reactor::signalDescendants(SIGKILL);
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
  if (process_ != ::getpid()) {  // a case has forked, and this is its child
    thread_.detach();
    return;
  }
  {
    const Lock lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void CaseWatch::setLimit(std::optional<double> limit) {
  ++part_.number;
  part_.limit = limit;
  if (!limit || thread_.joinable()) return;
  limits::allowStacks();
  process_ = ::getpid();
  thread_ = threadWithoutSignals([this] { watch(); });
}

void CaseWatch::watch() {
  const Seconds every(limits::lookEvery(limits::runLimits().testTimeout));
  Lock lock(mutex_);
  while (!over_) {
    wake_.wait_for(lock, every);
    if (over_) return;
    auto part = part_;
    if (part.limit) *part.limit += limits::toldSlack(*part.limit);
    const double now = Seconds(Clock::now().time_since_epoch()).count();
    if (!timeLimit_.overdue(part, now, [] { return limits::runDelaysOf(::getpid()); })) continue;
    lock.unlock();
    const auto stacks = limits::waitForStacksOf(::getpid());
    lock.lock();
    if (!over_ && part_.number == part.number) endRun(stacks);
  }
}

void CaseWatch::endRun(const std::string& stacks) {
  const double grace = limits::runLimits().grace;
  // If the report itself cannot be ended: stdout may be a pipe that nobody reads, or the case has
  // its lock.
  threadWithoutSignals([grace] {
    constexpr double toReport = 10;
    std::this_thread::sleep_for(Seconds(grace + toReport));
    ::_exit(exitFailure);
  }).detach();
  endDescendants(grace);
  const CaseOverdue error(fmt::format("its time limit of {} s was over, and the run is ended.\n{}",
                                      *part_.limit, stacks));
  try {
    end_(test_, Failure(error));
  } catch (const std::exception& problem) {
    std::cerr << fmt::format("{}\n{}: {}\n", problem.what(), test_->id(), error.what());
  }
  ::_exit(exitFailure);
}

// --- the reporter ---

void CaseWatch::startTest(const TestPtr& test) {
  const Lock lock(mutex_);
  original_.startTest(test);
  test_ = test;
  // What the case does before its first stage; the run of a program limits its cases itself.
  setLimit(test->programName().empty() ? limits::runLimits().testTimeout : std::nullopt);
}

void CaseWatch::stopTest(const TestPtr& test) {
  const Lock lock(mutex_);
  setLimit(std::nullopt);
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
