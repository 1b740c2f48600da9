#include <trial/ending/runsignals.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <fmt/format.h>

namespace trial {

namespace {

using Nanoseconds = std::int64_t;
constexpr Nanoseconds second = 1'000'000'000;
constexpr Nanoseconds interval = second / 4;       // of the timer
constexpr Nanoseconds margin = second / 2;         // for an orderly end before `overdue`
constexpr Nanoseconds sameSignal = second / 10;    // passed on by a parent, too
constexpr Nanoseconds impatience = 5 * second;     // after the second signal
constexpr Nanoseconds mostForTheEnd = 5 * second;  // of `endSoon`
constexpr int ticksOfBlockedOutput = 4;

/// What the handlers share with the program.
struct Shared {
  int depth = 0;
  /// Children that cases fork have the handlers too.
  std::atomic<pid_t> owner = 0;
  std::atomic<int> first = 0;
  std::atomic<Nanoseconds> firstAt = 0;
  std::atomic<Nanoseconds> secondAt = 0;
  std::atomic<Nanoseconds> endAt = 0;  // of `endSoon`
  std::atomic<Nanoseconds> grace = 0;
  std::atomic<int> suspensions = 0;  // objects that obey SIGTSTP
  std::atomic<bool> suspensionAsked = false;
  std::atomic<IOverdueRun*> run = nullptr;
  std::array<std::atomic<int>, 3> blockedTicks = {};  // of descriptors 1 and 2
  std::atomic<bool> outputGivenUp = false;
  /// The pipe from the handlers.
  std::array<int, 2> ends = {-1, -1};
  timer_t timer = {};
  bool timed = false;
  /// Pieces of the line that a handler writes.
  std::array<char, 64> waiting = {};
  std::array<char, 512> id = {};
  std::atomic<std::size_t> idSize = 0;
  std::atomic<bool> announced = false;
  bool newline = false;  // in front of it
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

void startTimer() noexcept {
  if (!shared.timed) return;
  itimerspec every = {};
  every.it_interval.tv_nsec = interval;
  every.it_value.tv_nsec = interval;
  (void)::timer_settime(shared.timer, 0, &every, nullptr);
}

/// Whether a short text can be written without waiting for a reader.
bool isWritable(int fd) noexcept {
  pollfd entry = {fd, POLLOUT, 0};
  return ::poll(&entry, 1, 0) != 0;
}

/// Writes which case is waited for. In a handler: only system calls, and none that waits.
void announce(int number) noexcept {
  const auto size = shared.idSize.load();
  if (size == 0 || !isWritable(STDERR_FILENO) || shared.announced.exchange(true)) return;
  std::array<char, 1024> line{};  // less than PIPE_BUF, so there is room for all of it
  std::size_t length = 0;
  const auto add = [&](std::string_view text) {
    std::copy(text.begin(), text.end(), line.begin() + static_cast<std::ptrdiff_t>(length));
    length += text.size();
  };
  if (shared.newline) add("\n");
  add("interrupted by SIG");
  add(::sigabbrev_np(number));
  add(shared.waiting.data());
  add({shared.id.data(), size});
  add(" (a second signal ends it now)\n");
  const auto written = ::write(STDERR_FILENO, line.data(), length);
  (void)written;
}

void arrived(int number) noexcept {
  const auto at = now();
  if (shared.first == 0) {
    shared.first = number;
    shared.firstAt = at;
    startTimer();
    announce(number);
  } else if (shared.secondAt == 0) {
    if (at - shared.firstAt < sameSignal) return;
    shared.secondAt = at;
  } else if (at - shared.secondAt > impatience) {
    actByDefault(number);
  }
  tell(number);
}

/// A write that nobody reads would keep the program from ending. Once the descriptor stands for
/// another file, the write that is under way is started again there.
void giveUpBlockedOutput() noexcept {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    auto& ticks = shared.blockedTicks[static_cast<std::size_t>(fd)];
    if (isWritable(fd)) {
      ticks = 0;
      continue;
    }
    if (++ticks < ticksOfBlockedOutput && shared.secondAt == 0) continue;
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) continue;
    (void)::dup2(nowhere, fd);
    ::close(nowhere);
    shared.outputGivenUp = true;
  }
}

void tick() noexcept {
  const auto at = now();
  const auto end = shared.endAt.load();
  if (end != 0 && at > end) ::_exit(128 + shared.first);
  giveUpBlockedOutput();
  const auto asked = shared.secondAt.load();
  const auto due = asked != 0 ? asked : shared.firstAt + shared.grace;
  if (auto* run = shared.run.load(); run != nullptr && at > due + margin) run->overdue();
}

void ending(int number, siginfo_t* info, void*) {
  const int before = errno;
  if (::getpid() != shared.owner) {
    actByDefault(number);
  } else if (info->si_code == SI_TIMER) {
    tick();
  } else {
    arrived(number);
  }
  errno = before;
}

void suspending(int number) {
  const int before = errno;
  if (::getpid() != shared.owner) {
    actByDefault(number);
  } else if (shared.suspensions > 0) {
    shared.suspensionAsked = true;
    tell(number);
  } else {
    RunSignals::stopProcess();
  }
  errno = before;
}

void lastHandler(int) { ::_exit(128 + shared.first); }

struct sigaction actionOf(int number) {
  struct sigaction action = {};
  (void)::sigaction(number, nullptr, &action);
  return action;
}

struct sigaction suspendingAction() {
  struct sigaction action = {};
  action.sa_handler = suspending;
  action.sa_flags = SA_RESTART;
  return action;
}

void startOutermost(double grace) {
  if (::pipe2(shared.ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "a pipe for signals");
  }
  shared.owner = ::getpid();
  shared.first = 0;
  for (auto* time : {&shared.firstAt, &shared.secondAt, &shared.endAt}) *time = 0;
  for (auto& ticks : shared.blockedTicks) ticks = 0;
  shared.grace = static_cast<Nanoseconds>(std::min(grace, 1e9) * static_cast<double>(second));
  shared.outputGivenUp = false;
  shared.suspensionAsked = false;
  shared.idSize = 0;
  shared.announced = false;
  *fmt::format_to_n(shared.waiting.data(), shared.waiting.size() - 1, ": waiting up to {} s for ",
                    grace)
       .out = '\0';
  shared.newline = ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

}  // namespace

RunSignals::RunSignals(double grace) {
  if (shared.depth > 0) {
    ++shared.depth;
    return;
  }
  startOutermost(grace);
  ++shared.depth;
  struct sigaction end = {};
  end.sa_sigaction = ending;
  // System calls of tests do not fail with EINTR.
  end.sa_flags = SA_RESTART | SA_SIGINFO;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    ::sigaddset(&end.sa_mask, number);
  }
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) handle(number, end);
  if (!before_.empty()) {
    sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = before_.front().number;
    shared.timed = ::timer_create(CLOCK_MONOTONIC, &event, &shared.timer) == 0;
  }
  handle(SIGTSTP, suspendingAction());
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  handle(SIGXFSZ, ignore);
}

void RunSignals::handle(int number, const struct sigaction& action) {
  const auto before = actionOf(number);
  if ((before.sa_flags & SA_SIGINFO) != 0 || before.sa_handler != SIG_DFL) return;
  before_.push_back({number, before});
  (void)::sigaction(number, &action, nullptr);
}

RunSignals::~RunSignals() {
  if (--shared.depth > 0) return;
  shared.run = nullptr;
  // The timer first: its signal must not come when it is not handled any more.
  if (shared.timed) (void)::timer_delete(shared.timer);
  shared.timed = false;
  for (const auto& before : before_) (void)::sigaction(before.number, &before.action, nullptr);
  for (int& end : shared.ends) {
    ::close(end);
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

bool RunSignals::outputGivenUp() noexcept { return shared.outputGivenUp; }

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
  const auto action = suspendingAction();
  (void)::sigaction(SIGTSTP, &action, nullptr);
  const auto stopped = now() - at;
  for (auto* time : {&shared.firstAt, &shared.secondAt}) {
    if (*time != 0) *time += stopped;
  }
}

void RunSignals::caseRuns(std::string_view id) noexcept {
  shared.idSize = 0;
  const auto size = std::min(id.size(), shared.id.size());
  std::copy_n(id.begin(), size, shared.id.begin());
  shared.idSize = size;
  // A program may have begun a case that was not known when the signal came.
  if (const int number = shared.first; number != 0) announce(number);
}

void RunSignals::whenOverdue(IOverdueRun* run) noexcept { shared.run = run; }

void RunSignals::endSoon() noexcept {
  shared.endAt = now() + mostForTheEnd;
  sigset_t handled;
  ::sigemptyset(&handled);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&handled, number);
  (void)::sigprocmask(SIG_UNBLOCK, &handled, nullptr);
  // The case may have been interrupted anywhere, also in the allocator.
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE}) {
    (void)std::signal(number, lastHandler);
  }
}

KeyboardInterrupt interruption() {
  const auto number = RunSignals::received();
  if (!number) return KeyboardInterrupt("interrupted");
  return KeyboardInterrupt(fmt::format("interrupted by SIG{}", ::sigabbrev_np(*number)));
}

}  // namespace trial
