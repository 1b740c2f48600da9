#include <reactor/spawn/guardian.hpp>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/process/writeall.hpp>
#include <reactor/spawn/descendants.hpp>

namespace reactor {

namespace {

/// Its name in lists of processes; the kernel keeps 15 characters.
constexpr std::string_view guardianName = "trial-guardian";

int askedSignal() { return SIGRTMIN; }
int parentDeathSignal() { return SIGRTMIN + 1; }

/// Lives in the guardian, where all signals are blocked and nothing is watched but they. It uses no
/// descriptors and nothing of the event loop, of which it has a copy.
class Guardian final {
 public:
  Guardian(pid_t parent, pid_t child) : parent_(parent), child_(child) {}

  [[noreturn]] void run() {
    while (!childEnded_) takeSignal(1);
    // What the child has started got the same signal, and may be about to end by it.
    constexpr int longest = 20;  // tenths of a second
    for (int tenths = 0; told_ && hasChildren_ && tenths < longest; ++tenths) takeSignal(0.1);
    endAll();
    endAsChild();
  }

 private:
  /// Waits for a signal, for some seconds at most, and does what it asks for.
  void takeSignal(double seconds) {
    sigset_t all;
    sigfillset(&all);
    const timespec time = {static_cast<time_t>(seconds),
                           static_cast<long>((seconds - static_cast<time_t>(seconds)) * 1e9)};
    siginfo_t info = {};
    const int number = ::sigtimedwait(&all, &info, &time);
    if (number == SIGCHLD) {
      reap();
    } else if (number == askedSignal()) {
      passOn(info.si_value.sival_int);
    } else if (number > 0 && number != parentDeathSignal()) {
      passOn(number);
    }
    // The signal also comes when the thread ends that started this process.
    if (::getppid() != parent_) endAll();
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

  /// Kills the children until none is left: the children of those that end become this process's
  /// own, wherever they have gone.
  void endAll() {
    for (int unlisted = 0; unlisted < 2;) {
      const auto children = childrenOf(::getpid());
      for (const pid_t pid : children) (void)::kill(pid, SIGKILL);
      // A child that the kernel does not list cannot be ended, so it is not waited for.
      unlisted = children.empty() ? unlisted + 1 : 0;
      int status = 0;
      const pid_t pid = ::waitpid(-1, &status, children.empty() ? WNOHANG : 0);
      hasChildren_ = pid >= 0 || errno != ECHILD;
      if (!hasChildren_) return;
      if (pid > 0) ended(pid, status);
    }
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
  bool childEnded_ = false;
  bool hasChildren_ = true;
  bool told_ = false;  // to end
  int status_ = 0;
};

bool becomeGuardian(pid_t parent) {
  if (::setpgid(0, 0) != 0 || ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ||
      ::prctl(PR_SET_PDEATHSIG, parentDeathSignal()) != 0) {
    return false;
  }
  (void)::prctl(PR_SET_NAME, guardianName.data());
  return ::getppid() == parent;  // or the parent has ended already
}

[[noreturn]] void runGuardian(ChildPlan& plan, pid_t parent, int report) {
  ChildStart start;
  start.failedStep = ChildStep::guardian;
  if (becomeGuardian(parent)) {
    start = startChild(plan, nullptr);
  } else {
    start.error = errno;
  }
  (void)writeAll(report, {reinterpret_cast<const char*>(&start), sizeof start});
  closeDescriptors(0, UINT_MAX);
  (void)::chdir("/");  // it holds no folder
  if (start.error != 0) ::_exit(127);
  Guardian(parent, start.pid).run();
}

/// False if the guardian ended without a report.
bool readReport(int pipe, ChildStart& start) {
  for (;;) {
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

void awaitEnd(pid_t guardian) {
  int status = 0;
  while (::waitpid(guardian, &status, 0) < 0 && errno == EINTR) {
  }
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
  if (!readReport(reading.get(), started.start)) {
    awaitEnd(started.guardian);
    return std::nullopt;
  }
  started.pidfd = UniqueFD(static_cast<int>(::syscall(SYS_pidfd_open, started.guardian, 0)));
  if (started.start.error == 0 && started.pidfd.get() < 0) {
    started.start = guardianFailed(errno);
    (void)signalGuarded(started.guardian, SIGKILL);
  }
  if (started.start.error != 0) awaitEnd(started.guardian);
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
  // What has killed it came from outside, and need not hit the next one.
  for (int tries = 0; tries < 2; ++tries) {
    if (auto started = tryToStart(plan)) return *std::move(started);
  }
  return {guardianFailed(ECHILD)};
}

bool signalGuarded(pid_t guardian, int number) noexcept {
  sigval value = {};
  value.sival_int = number;
  return ::sigqueue(guardian, askedSignal(), value) == 0;
}

}  // namespace reactor
