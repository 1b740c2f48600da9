#include <reactor/spawn/child.hpp>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <reactor/process/reap.hpp>

/// The other name of the C library's `clone`. ThreadSanitizer intercepts `clone`, takes it for a
/// fork and fails.
extern "C" int __clone(int (*run)(void*), void* stack, int flags, void* argument, ...);

namespace reactor {

// The child shares this process's memory until it runs its program, while the thread here stands
// still. So it may neither allocate nor run what a sanitizer adds, nor call functions that a
// sanitizer replaces: system calls only.
#if defined(__clang__)
#define RUNS_IN_CHILD \
  __attribute__((noinline, no_sanitize("all"), disable_sanitizer_instrumentation))
#else
#define RUNS_IN_CHILD __attribute__((noinline, no_sanitize("address", "thread", "undefined")))
#endif

RUNS_IN_CHILD void closeDescriptors(unsigned first, unsigned last) noexcept {
  if (first > last || ::syscall(SYS_close_range, first, last, 0) == 0) return;
  rlimit limit{};
  if (::syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, nullptr, &limit) != 0) return;
  for (unsigned fd = first; fd <= last && fd < limit.rlim_cur; ++fd) (void)::syscall(SYS_close, fd);
}

namespace {

/// What the child shares with its parent.
struct Shared {
  ChildPlan& plan;
  const pid_t parent;
  ChildStart start;
};

using KernelMask = unsigned long;
constexpr std::size_t maskSize = 8;
constexpr int signalCount = 64;

struct KernelSignals {
  KernelMask words[maskSize / sizeof(KernelMask)];
};

/// Copies each source to its target. Sources among the numbers of targets are first copied to
/// higher numbers, so that none is overwritten before it was used: a swap of 3 and 4 works.
RUNS_IN_CHILD bool placeDescriptors(Shared& shared) {
  ChildPlan& plan = shared.plan;
  const std::size_t count = plan.placementCount;
  const int free = count == 0 ? 0 : plan.placements[count - 1].target + 1;
  for (std::size_t i = 0; i < count; ++i) {
    Placement& placement = plan.placements[i];
    shared.start.failedDescriptor = placement.target;
    if (placement.source >= free) continue;
    const long lifted = ::syscall(SYS_fcntl, placement.source, F_DUPFD, free);
    if (lifted < 0) return false;
    placement.source = static_cast<int>(lifted);
  }
  int next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Placement& placement = plan.placements[i];
    shared.start.failedDescriptor = placement.target;
    if (::syscall(SYS_dup3, placement.source, placement.target, 0) < 0) return false;
    if (placement.target > next) {
      closeDescriptors(static_cast<unsigned>(next), static_cast<unsigned>(placement.target) - 1);
    }
    next = placement.target + 1;
  }
  closeDescriptors(static_cast<unsigned>(next), UINT_MAX);
  return true;
}

RUNS_IN_CHILD void resetSignals(bool usesTerminal) {
  // The kernel's sigaction: the handler comes first; 0 is the default action, 1 ignores.
  const KernelMask byDefault[8] = {};
  const KernelMask ignored[8] = {1};
  for (int number = 1; number <= signalCount; ++number) {
    const bool ignore = usesTerminal && (number == SIGTTOU || number == SIGTTIN);
    (void)::syscall(SYS_rt_sigaction, number, ignore ? ignored : byDefault, nullptr, maskSize);
  }
  const KernelSignals none = {};
  (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, maskSize);
}

RUNS_IN_CHILD int fail(Shared& shared, ChildStep step) {
  shared.start.failedStep = step;
  shared.start.error = errno;
  (void)::syscall(SYS_exit_group, 127);
  return 127;
}

RUNS_IN_CHILD int runChild(void* argument) {
  Shared& shared = *static_cast<Shared*>(argument);
  ChildPlan& plan = shared.plan;
  if (plan.options.ownGroup && ::syscall(SYS_setpgid, 0, 0) != 0) {
    return fail(shared, ChildStep::group);
  }
  if (plan.options.parentDeathSignal != 0) {
    if (::syscall(SYS_prctl, PR_SET_PDEATHSIG, plan.options.parentDeathSignal, 0, 0, 0) != 0) {
      return fail(shared, ChildStep::deathSignal);
    }
    // The parent may have ended before the signal was requested.
    if (::syscall(SYS_getppid) != shared.parent) (void)::syscall(SYS_exit_group, 127);
  }
  if (plan.folder != nullptr && ::syscall(SYS_chdir, plan.folder) != 0) {
    return fail(shared, ChildStep::folder);
  }
  if (!placeDescriptors(shared)) return fail(shared, ChildStep::descriptors);
  resetSignals(plan.options.usesTerminal);
  (void)::syscall(SYS_execve, plan.executable, plan.argv, plan.envp);
  return fail(shared, ChildStep::program);
}

}  // namespace

AllSignalsBlocked::AllSignalsBlocked() {
  KernelSignals all{};
  std::fill(std::begin(all.words), std::end(all.words), ~KernelMask{0});
  (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, before_, maskSize);
}

AllSignalsBlocked::~AllSignalsBlocked() {
  (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, before_, nullptr, maskSize);
}

ChildStart startChild(ChildPlan& plan, int* pidfd) {
  Shared shared{plan, ::getpid(), {}};
  const int handle = pidfd == nullptr ? 0 : CLONE_PIDFD;
  {
    const AllSignalsBlocked blocked;
    alignas(16) std::byte stack[16 * 1024];
    shared.start.pid = ::__clone(runChild, stack + sizeof stack,
                                 CLONE_VM | CLONE_VFORK | handle | SIGCHLD, &shared, pidfd);
    if (shared.start.pid < 0) {
      shared.start.error = errno;
      shared.start.failedStep = ChildStep::clone;
      return shared.start;
    }
  }
  if (shared.start.error != 0) (void)reap(shared.start.pid);
  return shared.start;
}

}  // namespace reactor
