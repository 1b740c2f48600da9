#include <trial/ending/runsignals.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <fmt/format.h>

#include <trial/ending/announcement.hpp>
#include <trial/ending/blockedoutput.hpp>

namespace trial {

namespace {

using Nanoseconds = std::int64_t;
constexpr Nanoseconds second = 1'000'000'000;
constexpr Nanoseconds interval = second / 4;     // of the timer
constexpr Nanoseconds margin = second / 2;       // of `timeIsOver`
constexpr Nanoseconds sameSignal = second / 10;  // passed on by a parent, too
constexpr Nanoseconds impatience = 5 * second;   // after the second signal

/// No signal that anybody else sends or handles.
int timerSignal() { return SIGRTMAX - 1; }

/// What the handlers share with the program.
struct Shared {
  int depth = 0;
  /// Children that cases fork have the handlers too.
  std::atomic<pid_t> owner = 0;
  std::atomic<int> first = 0;
  std::atomic<Nanoseconds> firstAt = 0;
  std::atomic<Nanoseconds> secondAt = 0;
  std::atomic<Nanoseconds> grace = 0;
  std::atomic<int> suspensions = 0;  // objects that obey SIGTSTP
  std::atomic<bool> suspensionAsked = false;
  std::atomic<int> ticksOfSuspension = 0;  // since it was asked for
  BlockedOutput output;
  Announcement announcement;
  /// The pipe from the handlers.
  std::array<int, 2> ends = {-1, -1};
  timer_t timer = {};
  bool timed = false;
};
Shared shared;

Nanoseconds now() noexcept {
  timespec time = {};
  (void)::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * second + time.tv_nsec;
}

/// Does what the signal does without a handler: ends or stops this process.
void actByDefault(int number) noexcept {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  (void)::sigaction(number, &action, nullptr);
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, number);
  (void)::raise(number);
  (void)::sigprocmask(SIG_UNBLOCK, &one, nullptr);
}

void tell(int number) noexcept {
  const auto byte = static_cast<unsigned char>(number);
  const auto written = ::write(shared.ends[1], &byte, 1);
  (void)written;  // if the pipe is full, there are signals to read anyway
}

/// 0 stops it.
void setTimer(Nanoseconds time) noexcept {
  if (!shared.timed) return;
  itimerspec every = {};
  every.it_interval.tv_nsec = time;
  every.it_value.tv_nsec = time;
  (void)::timer_settime(shared.timer, 0, &every, nullptr);
}

void arrived(int number) noexcept {
  const auto at = now();
  if (shared.first == 0) {
    shared.first = number;
    shared.firstAt = at;
    setTimer(interval);
    shared.announcement.write(number);
  } else if (shared.secondAt == 0) {
    if (at - shared.firstAt < sameSignal) return;
    shared.secondAt = at;
    shared.output.look(true);
  } else if (at - shared.secondAt > impatience) {
    actByDefault(number);
  }
  tell(number);
}

/// The loop obeys SIGTSTP, unless something keeps it from going on.
void lookAtSuspension() noexcept {
  constexpr int most = 2;
  if (shared.suspensionAsked && ++shared.ticksOfSuspension > most) RunSignals::stopProcess();
}

void tick(int) {
  const int before = errno;
  if (::getpid() == shared.owner) {
    lookAtSuspension();
    if (shared.first != 0) shared.output.look(shared.secondAt != 0);
    if (shared.first == 0 && !shared.suspensionAsked) setTimer(0);
  }
  errno = before;
}

void ending(int number) {
  const int before = errno;
  if (::getpid() != shared.owner) {
    actByDefault(number);
  } else {
    arrived(number);
  }
  errno = before;
}

void suspending(int number) {
  const int before = errno;
  if (::getpid() != shared.owner) {
    actByDefault(number);
  } else if (shared.suspensions > 0 && !shared.suspensionAsked) {
    shared.ticksOfSuspension = 0;
    shared.suspensionAsked = true;
    setTimer(interval);
    tell(number);
  } else {
    RunSignals::stopProcess();
  }
  errno = before;
}

struct sigaction actionOf(int number) {
  struct sigaction action = {};
  (void)::sigaction(number, nullptr, &action);
  return action;
}

struct sigaction actionWith(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // system calls of tests do not fail with EINTR
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&action.sa_mask, number);
  return action;
}

void startOutermost(double grace) {
  if (::pipe2(shared.ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "a pipe for signals");
  }
  shared.first = 0;
  for (auto* time : {&shared.firstAt, &shared.secondAt}) *time = 0;
  shared.grace = static_cast<Nanoseconds>(std::min(grace, 1e9) * static_cast<double>(second));
  shared.suspensionAsked = false;
  shared.output.reset();
  shared.announcement.begin(grace);
}

}  // namespace

RunSignals::RunSignals(double grace) {
  if (shared.depth == 0) {
    startOutermost(grace);
    begin();
  }
  ++shared.depth;
}

RunSignals::RunSignals(AfterRun) : counts_(shared.first != 0) {
  if (!counts_) return;
  if (shared.depth == 0) {
    shared.suspensionAsked = false;  // no loop obeys it any more
    begin();
    setTimer(interval);
  }
  ++shared.depth;
}

void RunSignals::begin() {
  shared.owner = ::getpid();
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) handle(number, actionWith(ending));
  if (handle(timerSignal(), actionWith(tick))) {
    sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = timerSignal();
    shared.timed = ::timer_create(CLOCK_MONOTONIC, &event, &shared.timer) == 0;
  }
  handle(SIGTSTP, actionWith(suspending));
  handle(SIGXFSZ, actionWith(SIG_IGN));
}

bool RunSignals::handle(int number, const struct sigaction& action) {
  const auto before = actionOf(number);
  if ((before.sa_flags & SA_SIGINFO) != 0 || before.sa_handler != SIG_DFL) return false;
  before_.push_back({number, before});
  (void)::sigaction(number, &action, nullptr);
  return true;
}

RunSignals::~RunSignals() {
  if (!counts_ || --shared.depth > 0) return;
  // The timer first: its signal must not come when it is not handled any more.
  if (shared.timed) (void)::timer_delete(shared.timer);
  shared.timed = false;
  for (const auto& before : before_) (void)::sigaction(before.number, &before.action, nullptr);
  for (int& end : shared.ends) {
    if (end >= 0) ::close(end);
    end = -1;
  }
}

std::optional<int> RunSignals::received() noexcept {
  const int number = shared.first;
  return number != 0 ? std::optional<int>(number) : std::nullopt;
}

bool RunSignals::urgent() noexcept { return shared.secondAt != 0; }

double RunSignals::grace() noexcept {
  return static_cast<double>(shared.grace) / static_cast<double>(second);
}

bool RunSignals::outputGivenUp() noexcept { return shared.output.givenUp(); }
void RunSignals::addOutput(int fd) noexcept { shared.output.add(fd); }
void RunSignals::removeOutput(int fd) noexcept { shared.output.remove(fd); }
bool RunSignals::outputGivenUp(int fd) noexcept { return shared.output.givenUp(fd); }

int RunSignals::fileno() noexcept { return shared.ends[0]; }

std::optional<int> RunSignals::next() noexcept {
  unsigned char number = 0;
  return ::read(shared.ends[0], &number, 1) == 1 ? std::optional<int>(number) : std::nullopt;
}

void RunSignals::deferSuspension() noexcept { ++shared.suspensions; }
void RunSignals::suspendAtOnce() noexcept { --shared.suspensions; }
bool RunSignals::suspensionAsked() noexcept { return shared.suspensionAsked; }

void RunSignals::stopProcess() noexcept {
  shared.suspensionAsked = false;
  const auto at = now();
  actByDefault(SIGTSTP);
  const auto action = actionWith(suspending);
  (void)::sigaction(SIGTSTP, &action, nullptr);
  const auto stopped = now() - at;
  for (auto* time : {&shared.firstAt, &shared.secondAt}) {
    if (*time != 0) *time += stopped;
  }
}

void RunSignals::caseRuns(std::string_view id) {
  shared.announcement.setCase(id);
  // A program may have begun a case that was not known when the signal came.
  if (const int number = shared.first; number != 0) shared.announcement.write(number);
}

bool RunSignals::timeIsOver() noexcept {
  const auto asked = shared.secondAt.load();
  return shared.first != 0 && now() > margin + (asked != 0 ? asked : shared.firstAt + shared.grace);
}

void RunSignals::takeBlocked() noexcept {
  sigset_t taken;
  ::sigemptyset(&taken);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (actionOf(number).sa_handler == ending) ::sigaddset(&taken, number);
  }
  const timespec none = {};
  const int number = ::sigtimedwait(&taken, nullptr, &none);
  if (number > 0) arrived(number);
}

KeyboardInterrupt interruption() {
  const auto number = RunSignals::received();
  if (!number) return KeyboardInterrupt("interrupted");
  return KeyboardInterrupt(fmt::format("interrupted by SIG{}", ::sigabbrev_np(*number)));
}

}  // namespace trial
