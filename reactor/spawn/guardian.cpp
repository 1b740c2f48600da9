#include <reactor/spawn/guardian.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/process/reap.hpp>
#include <reactor/process/writeall.hpp>
#include <reactor/spawn/descendants.hpp>
#include <reactor/spawn/killchildren.hpp>

namespace reactor {

namespace {

/// Its name in lists of processes; the kernel keeps 15 characters.
constexpr std::string_view guardianName = "trial-guardian";

/// Carries the number of the signal that is asked for.
int askedSignal() { return SIGRTMIN; }
/// Asks for a signal without a place in the queue, which the user's processes may have filled. The
/// order of several of these is not kept.
int askedSignal(int number) { return SIGRTMIN + number; }
/// Also resumes a guardian that a case has stopped.
constexpr int wakingSignal = SIGCONT;

/// Lives in the guardian, where all signals are blocked. It waits for signals and does nothing else
/// meanwhile; once a second it looks whether its parent lives. It uses no descriptors and nothing
/// of the event loop, of which it has a copy.
class Guardian final {
 public:
  Guardian(pid_t parent, pid_t child, std::chrono::seconds lifetime)
      : parent_(parent), child_(child) {
    if (lifetime.count() != 0) end_ = Clock::now() + lifetime;
  }

  [[noreturn]] void run() {
    while (!childEnded_ && !over_) takeSignal();
    // What the child has started got the same signal, and may be about to end by it.
    end_ = std::min(end_, Clock::now() + std::chrono::seconds(2));
    while (told_ && hasChildren_ && !over_) takeSignal();
    endAll();
    endAsChild();
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// Waits for a signal, for a second at most, and does what it asks for. Ends all when it is time.
  void takeSignal() {
    sigset_t all;
    sigfillset(&all);
    using std::chrono::nanoseconds;
    constexpr nanoseconds second = std::chrono::seconds(1);
    const nanoseconds wait = std::clamp<nanoseconds>(end_ - Clock::now(), nanoseconds(0), second);
    const timespec time = {wait / second, (wait % second).count()};
    siginfo_t info = {};
    const int number = ::sigtimedwait(&all, &info, &time);
    if (number == SIGCHLD) {
      reap();
    } else if (number == askedSignal()) {
      passOn(info.si_value.sival_int);
    } else if (number > askedSignal()) {
      passOn(number - askedSignal());
    } else if (number > 0 && number != wakingSignal) {
      passOn(number);
    }
    // The waking signal also comes when the thread ends that started this process.
    if (::getppid() != parent_ || Clock::now() >= end_) endAll();
  }

  void passOn(int number) {
    if (number == SIGKILL) return endAll();
    told_ = told_ || number == SIGTERM || number == SIGINT || number == SIGHUP;
    signalDescendants(number);
  }

  /// Takes the ends that are known. The ends of orphans, which become children of this process, say
  /// nothing.
  void reap() {
    int status = 0;
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, &status, WNOHANG)) > 0) ended(pid, status);
    hasChildren_ = pid == 0;
  }

  void ended(pid_t pid, int status) {
    if (pid != child_) return;
    childEnded_ = true;
    status_ = status;
  }

  /// Leaves only what this process may not kill: it is not waited for.
  void endAll() {
    killChildren({}, [this](pid_t pid, int status) { ended(pid, status); });
    reap();
    over_ = true;
  }

  [[noreturn]] void endAsChild() const {
    if (WIFSIGNALED(status_)) {
      const rlimit noCore = {0, 0};
      (void)::setrlimit(RLIMIT_CORE, &noCore);
      const int number = WTERMSIG(status_);
      std::signal(number, SIG_DFL);
      sigset_t one;
      sigemptyset(&one);
      sigaddset(&one, number);
      (void)::kill(::getpid(), number);
      ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
    }
    ::_exit(WIFEXITED(status_) ? WEXITSTATUS(status_) : 127);
  }

  const pid_t parent_;
  const pid_t child_;
  Clock::time_point end_ = Clock::time_point::max();
  bool childEnded_ = false;
  bool hasChildren_ = true;
  bool told_ = false;  // to end
  bool over_ = false;
  int status_ = SIGKILL;  // if the child goes on because it may not be killed
};

/// Returns an errno, or 0.
int becomeGuardian(pid_t parent) {
  if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ||
      ::prctl(PR_SET_PDEATHSIG, wakingSignal) != 0) {
    return errno;
  }
  (void)::prctl(PR_SET_NAME, guardianName.data());
  return ::getppid() == parent ? 0 : ESRCH;  // the parent has ended already
}

[[noreturn]] void runGuardian(ChildPlan& plan, pid_t parent, int report) {
  ChildStart start;
  start.failedStep = ChildStep::guardian;
  start.error = becomeGuardian(parent);
  if (start.error == 0) start = startChild(plan, nullptr);
  (void)writeAll(report, {reinterpret_cast<const char*>(&start), sizeof start});
  closeDescriptors(0, UINT_MAX);
  (void)::chdir("/");  // it holds no folder
  if (start.error != 0) ::_exit(127);
  Guardian(parent, start.pid, plan.lifetime).run();
}

/// False if the guardian ended without a report. A child may stop it before it has written one.
bool readReport(pid_t guardian, int pipe, ChildStart& start) {
  constexpr int milliseconds = 500;
  for (;;) {
    pollfd entry = {pipe, POLLIN, 0};
    if (::poll(&entry, 1, milliseconds) == 0) (void)::kill(guardian, wakingSignal);
    if (entry.revents == 0) continue;
    const auto size = ::read(pipe, &start, sizeof start);
    if (size < 0 && errno == EINTR) continue;
    return size == sizeof start;  // it is written at once, and smaller than PIPE_BUF
  }
}

ChildStart guardianFailed(int error) {
  ChildStart start;
  start.failedStep = ChildStep::guardian;
  start.error = error;
  return start;
}

/// None if the guardian ended without a report.
std::optional<GuardedStart> tryToStart(ChildPlan& plan) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return GuardedStart{guardianFailed(errno)};
  const UniqueFD reading(ends[0]);
  UniqueFD writing(ends[1]);
  const pid_t parent = ::getpid();
  GuardedStart started;
  {
    const AllSignalsBlocked blocked;
    started.guardian = ::fork();
    if (started.guardian == 0) runGuardian(plan, parent, writing.get());
  }
  if (started.guardian < 0) return GuardedStart{guardianFailed(errno)};
  writing.reset();
  if (!readReport(started.guardian, reading.get(), started.start)) {
    (void)reap(started.guardian);
    return std::nullopt;
  }
  started.pidfd = openPidfd(started.guardian);
  if (started.start.error == 0 && started.pidfd.get() < 0) {
    started.start = guardianFailed(errno);
    (void)signalGuarded(started.guardian, SIGKILL);
  }
  if (started.start.error != 0) (void)reap(started.guardian);
  return started;
}

}  // namespace

std::optional<pid_t> guardianOf() {
  const pid_t parent = ::getppid();
  std::ifstream file(fmt::format("/proc/{}/comm", parent));
  std::string name;
  if (!std::getline(file, name) || name != guardianName) return std::nullopt;
  return parent;
}

GuardedStart startGuardedChild(ChildPlan& plan) {
  // A guardian that ends without a report was killed by somebody else: the next one may live.
  for (int tries = 0; tries < 2; ++tries) {
    if (auto started = tryToStart(plan)) return *std::move(started);
  }
  return {guardianFailed(ECHILD)};
}

bool signalGuarded(pid_t guardian, int number) noexcept {
  sigval value = {};
  value.sival_int = number;
  bool asked = ::sigqueue(guardian, askedSignal(), value) == 0;
  if (!asked && errno == EAGAIN && askedSignal(number) <= SIGRTMAX)
    asked = ::kill(guardian, askedSignal(number)) == 0;
  return asked && ::kill(guardian, wakingSignal) == 0;
}

}  // namespace reactor
