#include <reactor/process/spawn.hpp>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstddef>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/process/findinpath.hpp>

/// The other name of the C library's `clone`. ThreadSanitizer intercepts `clone`, takes it for a
/// fork and fails.
extern "C" int __clone(int (*run)(void*), void* stack, int flags, void* argument, ...);

namespace reactor {

namespace {

// The child shares this process's memory until it runs its program, while the thread here stands
// still. So it may neither allocate nor run what a sanitizer adds, nor call functions that a
// sanitizer replaces: system calls only.
#if defined(__clang__)
#define RUNS_IN_CHILD \
  __attribute__((noinline, no_sanitize("all"), disable_sanitizer_instrumentation))
#else
#define RUNS_IN_CHILD __attribute__((noinline, no_sanitize("address", "thread", "undefined")))
#endif

enum class Step { group, deathSignal, folder, descriptors, program };

struct Placement {
  int source;
  int target;
};

/// The data that the child needs, prepared by the parent, and the child's report of a failure.
struct ChildPlan {
  const char* executable;
  char* const* argv;
  char* const* envp;
  const char* folder;
  Placement* placements;  // by target
  std::size_t placementCount;
  SpawnOptions options;
  pid_t parent;

  Step failedStep;
  int failedDescriptor;
  int error;
};

using KernelMask = unsigned long;
constexpr std::size_t maskSize = 8;
constexpr int signalCount = 64;

struct KernelSignals {
  KernelMask words[maskSize / sizeof(KernelMask)];
};

RUNS_IN_CHILD void closeRange(unsigned first, unsigned last) {
  if (first > last || ::syscall(SYS_close_range, first, last, 0) == 0) return;
  rlimit limit{};
  if (::syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, nullptr, &limit) != 0) return;
  for (unsigned fd = first; fd <= last && fd < limit.rlim_cur; ++fd) (void)::syscall(SYS_close, fd);
}

/// Copies each source to its target. Sources among the numbers of targets are first copied to
/// higher numbers, so that none is overwritten before it was used: a swap of 3 and 4 works.
RUNS_IN_CHILD bool placeDescriptors(ChildPlan& plan) {
  const std::size_t count = plan.placementCount;
  const int free = count == 0 ? 0 : plan.placements[count - 1].target + 1;
  for (std::size_t i = 0; i < count; ++i) {
    Placement& placement = plan.placements[i];
    plan.failedDescriptor = placement.target;
    if (placement.source >= free) continue;
    const long lifted = ::syscall(SYS_fcntl, placement.source, F_DUPFD, free);
    if (lifted < 0) return false;
    placement.source = static_cast<int>(lifted);
  }
  int next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Placement& placement = plan.placements[i];
    plan.failedDescriptor = placement.target;
    if (::syscall(SYS_dup3, placement.source, placement.target, 0) < 0) return false;
    if (placement.target > next) {
      closeRange(static_cast<unsigned>(next), static_cast<unsigned>(placement.target) - 1);
    }
    next = placement.target + 1;
  }
  closeRange(static_cast<unsigned>(next), UINT_MAX);
  return true;
}

RUNS_IN_CHILD void resetSignals() {
  const KernelMask byDefault[8] = {};
  for (int number = 1; number <= signalCount; ++number) {
    (void)::syscall(SYS_rt_sigaction, number, byDefault, nullptr, maskSize);
  }
  const KernelSignals none = {};
  (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, maskSize);
}

RUNS_IN_CHILD int fail(ChildPlan& plan, Step step) {
  plan.failedStep = step;
  plan.error = errno;
  (void)::syscall(SYS_exit_group, 127);
  return 127;
}

RUNS_IN_CHILD int runChild(void* argument) {
  ChildPlan& plan = *static_cast<ChildPlan*>(argument);
  if (plan.options.ownGroup && ::syscall(SYS_setpgid, 0, 0) != 0) return fail(plan, Step::group);
  if (plan.options.parentDeathSignal != 0) {
    if (::syscall(SYS_prctl, PR_SET_PDEATHSIG, plan.options.parentDeathSignal, 0, 0, 0) != 0) {
      return fail(plan, Step::deathSignal);
    }
    // The parent may have ended before the signal was requested.
    if (::syscall(SYS_getppid) != plan.parent) (void)::syscall(SYS_exit_group, 127);
  }
  if (plan.folder != nullptr && ::syscall(SYS_chdir, plan.folder) != 0) {
    return fail(plan, Step::folder);
  }
  if (!placeDescriptors(plan)) return fail(plan, Step::descriptors);
  resetSignals();
  (void)::syscall(SYS_execve, plan.executable, plan.argv, plan.envp);
  return fail(plan, Step::program);
}

/// Blocks every signal while it lives, also those that the C library reserves: a handler that ran
/// in the child would change the memory of this process.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    KernelSignals all{};
    std::fill(std::begin(all.words), std::end(all.words), ~KernelMask{0});
    (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before_, maskSize);
  }
  ~AllSignalsBlocked() {
    (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before_, nullptr, maskSize);
  }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  KernelSignals before_{};
};

/// Sets the default action for SIGCHLD if it is ignored, as programs inherit it from some daemons.
/// The kernel keeps no exit status of children while it is ignored.
void keepExitStatus() {
  struct sigaction action = {};
  if (::sigaction(SIGCHLD, nullptr, &action) != 0) return;
  const bool handled = (action.sa_flags & SA_SIGINFO) != 0 || action.sa_handler != SIG_IGN;
  if (handled && (action.sa_flags & SA_NOCLDWAIT) == 0) return;
  action = {};
  action.sa_handler = SIG_DFL;
  (void)::sigaction(SIGCHLD, &action, nullptr);
}

void checkText(const char* what, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return;
  throw std::invalid_argument(fmt::format("spawnProcess: {} contains a null byte", what));
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environmentTexts(const Environment& env) {
  std::vector<std::string> texts;
  texts.reserve(env.size());
  for (const auto& [name, value] : env) {
    checkText("the environment", name);
    checkText("the environment", value);
    if (name.empty() || name.find('=') != std::string::npos) {
      throw std::invalid_argument(
          fmt::format("spawnProcess: '{}' is no name of an environment variable", name));
    }
    texts.push_back(name + '=' + value);
  }
  return texts;
}

std::string searchPath(const SpawnRequest& request) {
  if (!request.env) return ownPath();
  const auto found = request.env->find("PATH");
  return found == request.env->end() ? systemPath : found->second;
}

/// The file to run. The child runs it from its own folder, so relative parts of PATH are relative
/// to that.
std::string findExecutable(const SpawnRequest& request) {
  const auto& name = request.executable;
  if (name.find('/') != std::string::npos) return name;
  auto found = findInPath(name, searchPath(request), request.path.value_or(""));
  if (found.file.empty()) {
    throw std::system_error(found.error, std::system_category(),
                            fmt::format("cannot start '{}'", name));
  }
  return std::move(found.file);
}

[[noreturn]] void throwFailed(const ChildPlan& plan, const SpawnRequest& request) {
  std::string where;
  switch (plan.failedStep) {
    case Step::group: where = ": process group"; break;
    case Step::deathSignal:
      where = fmt::format(": parent-death signal {}", request.options.parentDeathSignal);
      break;
    case Step::folder:
      where = fmt::format(" in the folder '{}'", request.path.value_or("").native());
      break;
    case Step::descriptors:
      where = fmt::format(": its descriptor {}", plan.failedDescriptor);
      break;
    case Step::program: break;
  }
  throw std::system_error(plan.error, std::system_category(),
                          fmt::format("cannot start '{}'{}", request.executable, where));
}

}  // namespace

Spawned spawn(const SpawnRequest& request) {
  checkText("the name of the program", request.executable);
  if (request.args.empty()) {
    throw std::invalid_argument("spawnProcess: args is empty, the program's own name comes first");
  }
  for (const auto& argument : request.args) checkText("an argument", argument);
  if (request.path) checkText("the folder", request.path->native());

  const auto executable = findExecutable(request);
  auto argTexts = request.args;
  const auto argv = pointers(argTexts);
  auto envTexts = environmentTexts(request.env.value_or(Environment{}));
  const auto envp = pointers(envTexts);
  std::vector<Placement> placements;
  for (const auto& [target, source] : request.descriptors) placements.push_back({source, target});

  ChildPlan plan{};
  plan.executable = executable.c_str();
  plan.argv = argv.data();
  plan.envp = request.env ? envp.data() : environ;
  plan.folder = request.path ? request.path->c_str() : nullptr;
  plan.placements = placements.data();
  plan.placementCount = placements.size();
  plan.options = request.options;
  plan.parent = ::getpid();

  keepExitStatus();
  int pidfd = -1;
  pid_t pid = -1;
  int error = 0;
  {
    const AllSignalsBlocked blocked;
    alignas(16) std::byte stack[16 * 1024];
    pid = ::__clone(runChild, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                    &plan, &pidfd);
    error = errno;
  }
  if (pid < 0) {
    throw std::system_error(error, std::system_category(),
                            fmt::format("cannot start '{}': clone", request.executable));
  }
  UniqueFD handle(pidfd);
  if (plan.error != 0) {
    siginfo_t info = {};
    while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED) != 0 && errno == EINTR) {
    }
    throwFailed(plan, request);
  }
  return Spawned{pid, std::move(handle)};
}

}  // namespace reactor
