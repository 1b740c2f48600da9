// Real processes, with a guardian as their parent.
#include <reactor/spawn/guardian.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>
#include <reactor/spawn/adoption.hpp>
#include <reactor/spawn/descendants.hpp>
#include <reactor/spawn/spawn.hpp>

#include "processsupport.hpp"

using boost::unit_test::label;
using namespace reactor;
using support::checkOrder;
using support::exitCodeOf;
using support::NotingProtocol;
using support::NotingPtr;
using support::signalOf;

namespace {

/// A grandchild in a session of its own, which holds the child's output open: as long as it lives,
/// the process is not over.
const std::string leavesSleeper = "setsid sleep 1000 & ";

SpawnOptions guarded() {
  SpawnOptions options;
  options.ownGroup = true;
  options.parentDeathSignal = SIGKILL;
  options.guarded = true;
  return options;
}

/// Kills processes at their start that this one forks, as it does for guardians only.
class Kills {
 public:
  static void next(int count) {
    static const int installed = ::pthread_atfork(nullptr, inParent, inChild);
    BOOST_TEST_REQUIRE(installed == 0);
    left_ = count;
  }

 private:
  static void inParent() {
    if (left_ > 0) --left_;
  }
  static void inChild() {
    if (left_ > 0) ::kill(::getpid(), SIGKILL);
  }
  static inline int left_ = 0;
};

struct GuardianFixture : support::ShellFixture {
  ProcessTransportPtr shell(const NotingPtr& noting, const std::string& script,
                            SpawnOptions options = guarded()) {
    return ShellFixture::shell(noting, script, {}, options);
  }
  NotingPtr run(const std::string& script) {
    auto noting = protocol();
    shell(noting, script);
    reactor.run();
    checkOrder(*noting);
    return noting;
  }
  /// Runs a script and sends the signal once it has written something.
  NotingPtr signalled(const std::string& script, int number) {
    auto noting = protocol();
    const auto process = shell(noting, script);
    noting->onData = [process, number, sent = false]() mutable {
      if (!std::exchange(sent, true)) process->signalProcess(number);
    };
    reactor.run();
    return noting;
  }
};

/// While it lives, processes that are started may have no signal in their queues.
struct NoSignalQueue {
  NoSignalQueue() {
    BOOST_REQUIRE(::getrlimit(RLIMIT_SIGPENDING, &before) == 0);
    const rlimit none = {0, before.rlim_max};
    BOOST_REQUIRE(::setrlimit(RLIMIT_SIGPENDING, &none) == 0);
  }
  ~NoSignalQueue() { ::setrlimit(RLIMIT_SIGPENDING, &before); }
  NoSignalQueue(const NoSignalQueue&) = delete;
  NoSignalQueue& operator=(const NoSignalQueue&) = delete;
  rlimit before = {};
};

/// Answers a system call whose argument `index` is `value` with `error`, 0 for success, in this
/// process and in those that it starts: the kernel does nothing then.
bool answerCall(unsigned number, std::size_t index, unsigned value, unsigned error) {
  const auto argument = offsetof(seccomp_data, args) + index * sizeof(seccomp_data::args[0]);
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(argument)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {std::size(code), code};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// Lets kill(2) fail with EPERM for SIGKILL, as it does for the processes of another user.
bool forbidKill() { return answerCall(SYS_kill, 1, SIGKILL, EPERM); }

/// No process is told of the end of its parent.
bool hideParentsEnd() { return answerCall(SYS_prctl, 0, PR_SET_PDEATHSIG, 0); }

/// Ends a process that may be no child of this one.
struct EndLater {
  ~EndLater() {
    if (pid > 0) ::kill(pid, SIGKILL);
  }
  pid_t pid = 0;
};

/// What a child of this process returns that does `f`; -1 if it is not over after 20 seconds.
template <class F>
int codeOfChild(F f) {
  const pid_t child = ::fork();
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(20);
    ::_exit(f());
  }
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// How long what came from a process with a guardian still lives when its parent was killed; none
/// if it still lives 20 seconds later. The parent calls `prepare` first.
template <class F>
std::optional<std::chrono::duration<double>> lifeAfterParent(F prepare) {
  int alive[2];
  int up[2];
  BOOST_REQUIRE(::pipe(alive) == 0);
  BOOST_REQUIRE(::pipe(up) == 0);
  const pid_t parent = ::fork();
  BOOST_REQUIRE(parent >= 0);
  if (parent == 0) {
    if (!prepare()) ::_exit(1);
    LibeventReactor own;
    own.spawnProcess(support::noting(), "/bin/sh",
                     {"sh", "-c", "setsid sh -c 'setsid sleep 1000 & echo $! >&3; wait' & wait"},
                     std::nullopt, std::nullopt, std::nullopt, std::nullopt, false,
                     {{1, alive[1]}, {3, up[1]}}, guarded());
    ::pause();
    ::_exit(1);
  }
  ::close(alive[1]);
  ::close(up[1]);
  char text[16] = {};
  BOOST_REQUIRE(::read(up[0], text, sizeof text - 1) > 1);  // the sleeper was started
  const auto killed = std::chrono::steady_clock::now();
  ::kill(parent, SIGKILL);
  BOOST_TEST(::waitpid(parent, nullptr, 0) == parent);
  pollfd end = {alive[0], POLLIN, 0};  // of all that could write to it
  const bool ended = ::poll(&end, 1, 20'000) == 1;
  const auto life = std::chrono::steady_clock::now() - killed;
  if (!ended) ::kill(std::stoi(text), SIGKILL);
  ::close(alive[0]);
  ::close(up[0]);
  return ended ? std::optional(life) : std::nullopt;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(GuardianTests, GuardianFixture, *boost::unit_test::timeout(60))

BOOST_AUTO_TEST_CASE(it_ends_with_the_status_or_by_the_signal_of_its_child, *label("PROC-21")) {
  BOOST_TEST(run("exit 0")->endReason.value().is<ProcessDone>());
  BOOST_TEST(exitCodeOf(run("exit 3")->endReason.value()) == 3);
  for (const int number : {SIGKILL, SIGSEGV, SIGABRT, SIGTERM, SIGUSR1}) {
    const auto ended = run("kill -" + std::to_string(number) + " $$");
    BOOST_TEST(signalOf(ended->endReason.value()) == number);
  }
}

BOOST_AUTO_TEST_CASE(the_transport_knows_the_child_and_not_its_guardian) {
  const auto noting = protocol();
  const auto pid = shell(noting, "echo $$")->pid().value();
  reactor.run();
  BOOST_TEST(noting->out == std::to_string(pid) + "\n");
}

BOOST_AUTO_TEST_CASE(what_the_child_leaves_in_another_session_ends_with_it, *label("PROC-21")) {
  BOOST_TEST(exitCodeOf(run(leavesSleeper + "exit 3")->endReason.value()) == 3);
  // Its parent has ended before: it is an orphan.
  const auto orphaned = run("(" + leavesSleeper + ")& wait; exit 4");
  BOOST_TEST(exitCodeOf(orphaned->endReason.value()) == 4);
  BOOST_TEST(signalOf(run(leavesSleeper + "kill -9 $$")->endReason.value()) == SIGKILL);
}

BOOST_AUTO_TEST_CASE(KILL_leaves_nothing_even_of_what_is_stopped, *label("PROC-21")) {
  const auto noting = protocol();
  const auto process = shell(noting, leavesSleeper + "echo up; kill -STOP $! $$");
  std::function<void()> killOnceStopped = [&, pid = process->pid().value()] {
    if (processState(pid) == 'T') return process->signalProcess(SIGKILL);
    reactor.callLater(0.01, killOnceStopped);
  };
  noting->onData = killOnceStopped;
  reactor.run();
  BOOST_TEST(signalOf(noting->endReason.value()) == SIGKILL);
}

BOOST_AUTO_TEST_CASE(other_signals_go_to_all_that_came_from_the_child, *label("PROC-21")) {
  const auto ended = signalled(
      "trap : TERM; "
      "setsid sh -c 'trap \"echo got it; exit 0\" TERM; sleep 1000 & echo up; wait' & "
      "wait; wait; exit 5",
      SIGTERM);
  BOOST_TEST(exitCodeOf(ended->endReason.value()) == 5);
  BOOST_TEST(ended->out == "up\ngot it\n");
}

BOOST_AUTO_TEST_CASE(what_the_child_has_started_may_end_by_the_signal_after_it) {
  const auto ended = signalled(
      "setsid sh -c 'trap \"echo got it; exit 0\" TERM; sleep 1000 & echo up; wait' & wait",
      SIGTERM);
  BOOST_TEST(signalOf(ended->endReason.value()) == SIGTERM);
  BOOST_TEST(ended->out == "up\ngot it\n");
}

BOOST_AUTO_TEST_CASE(it_is_given_two_seconds_however_many_processes_end_meanwhile,
                     *label("PROC-21")) {
  const auto ended = signalled(
      "setsid sh -c 'trap \"while [ \\$((i+=1)) -lt 45 ]; do sh -c :\\& ; done; "
      "echo got it; exit 0\" TERM; "
      "sleep 1000 & echo up; wait' & wait",
      SIGTERM);
  BOOST_TEST(ended->out == "up\ngot it\n");
}

BOOST_AUTO_TEST_CASE(a_guardian_that_was_stopped_still_obeys, *label("PROC-21")) {
  const std::string stops = "kill -STOP $PPID; ";
  BOOST_TEST(signalOf(signalled(stops + "echo up; sleep 1000", SIGKILL)->endReason.value()) ==
             SIGKILL);
  const auto ended =
      signalled("trap 'exit 3' TERM; " + stops + "echo up; sleep 1000 & wait", SIGTERM);
  BOOST_TEST(exitCodeOf(ended->endReason.value()) == 3);
}

BOOST_AUTO_TEST_CASE(it_ends_all_when_the_lifetime_is_over, *label("PROC-21")) {
  SpawnRequest request;
  request.executable = "/bin/sh";
  request.args = {"sh", "-c", leavesSleeper + "wait"};
  request.options = guarded();
  request.lifetime = std::chrono::seconds(1);
  const auto spawned = spawn(request);
  siginfo_t info = {};
  BOOST_REQUIRE(::waitid(P_PIDFD, static_cast<id_t>(spawned.pidfd.get()), &info, WEXITED) == 0);
  BOOST_TEST(info.si_code == CLD_KILLED);
  BOOST_TEST(info.si_status == SIGKILL);
  BOOST_TEST(hasEnded(spawned.pid));
}

BOOST_AUTO_TEST_CASE(signals_arrive_also_if_no_more_may_be_queued, *label("PROC-21")) {
  const NoSignalQueue none;
  BOOST_TEST(signalOf(signalled("echo up; sleep 1000", SIGKILL)->endReason.value()) == SIGKILL);
  const auto ended = signalled("trap 'exit 3' TERM; echo up; sleep 1000 & wait", SIGTERM);
  BOOST_TEST(exitCodeOf(ended->endReason.value()) == 3);
}

BOOST_AUTO_TEST_CASE(what_may_not_be_killed_is_not_waited_for, *label("PROC-21")) {
  int left[2];
  BOOST_REQUIRE(::pipe(left) == 0);
  const int code = codeOfChild([&] {
    if (!forbidKill()) return 1;
    const Adoption adoption;  // nor does this wait for it
    LibeventReactor own;
    own.setPipeGrace(0);
    int status = 2;
    const auto noting = support::noting();
    noting->onEnded = [&] {
      status = exitCodeOf(noting->endReason.value());
      own.crash();
    };
    own.spawnProcess(noting, "/bin/sh", {"sh", "-c", "setsid sleep 1000 & echo $! >&3; exit 9"},
                     std::nullopt, std::nullopt, std::nullopt, std::nullopt, false, {{3, left[1]}},
                     guarded());
    own.run();
    return status;
  });
  BOOST_TEST(code == 9);
  char text[16] = {};
  BOOST_REQUIRE(::read(left[0], text, sizeof text - 1) > 1);
  const EndLater sleeper{std::stoi(text)};
  BOOST_TEST(!hasEnded(sleeper.pid));
  ::close(left[0]);
  ::close(left[1]);
}

BOOST_AUTO_TEST_CASE(a_child_that_may_not_be_killed_is_given_up, *label("PROC-21")) {
  const int code = codeOfChild([] {
    if (!forbidKill()) return 1;
    LibeventReactor own;
    own.setPipeGrace(0);
    const auto noting = support::noting();
    pid_t pid = 0;
    auto process =
        own.spawnProcess(noting, "/bin/sh", {"sh", "-c", "echo up; sleep 1000"}, std::nullopt,
                         std::nullopt, std::nullopt, std::nullopt, false, {}, guarded());
    pid = process->pid().value();
    noting->onData = [&] { process->signalProcess(SIGKILL); };
    noting->onEnded = [&] { own.crash(); };
    own.run();
    return noting->endReason.value().is<ProcessTerminated>() && pid > 0 ? 9 : 2;
  });
  BOOST_TEST(code == 9);
}

BOOST_AUTO_TEST_CASE(without_its_parent_it_starts_nothing, *label("PROC-21")) {
  // The parent of a first process in a namespace of its own is unknown there, as if it had ended.
  const int code = codeOfChild([] {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) return 77;
    errno = 0;
    SpawnRequest request;
    request.executable = "/bin/true";
    request.args = {"true"};
    request.options = guarded();
    try {
      (void)spawn(request);
    } catch (const std::system_error& error) {
      return error.code().value() == ESRCH ? 0 : 1;
    }
    return 2;
  });
  if (code == 77) {
    BOOST_TEST_MESSAGE("no namespace can be made here");
  } else {
    BOOST_TEST(code == 0);
  }
}

BOOST_AUTO_TEST_CASE(a_child_that_cannot_be_started_is_named_as_without_a_guardian,
                     *label("PROC-14")) {
  const auto textOf = [&](const SpawnOptions& options) {
    try {
      reactor.spawnProcess(support::noting(), "/nowhere/tool", {"tool"}, std::nullopt, std::nullopt,
                           std::nullopt, std::nullopt, false, {}, options);
    } catch (const std::system_error& error) {
      return std::string(error.what());
    }
    return std::string("it was started");
  };
  BOOST_TEST(textOf(guarded()) == textOf(SpawnOptions()));
  BOOST_TEST(childrenOf(::getpid()).empty());
}

BOOST_AUTO_TEST_CASE(a_guardian_that_is_killed_at_its_start_is_replaced_once, *label("PROC-21")) {
  Kills::next(1);
  BOOST_TEST(exitCodeOf(run("exit 3")->endReason.value()) == 3);
  Kills::next(2);
  BOOST_CHECK_EXCEPTION(
      shell(support::noting(), "exit 3"), std::system_error,
      [](const auto& error) { return error.code() == std::errc::no_child_process; });
  BOOST_TEST(childrenOf(::getpid()).empty());
}

BOOST_AUTO_TEST_CASE(nothing_outlives_a_parent_that_is_killed, *label("PROC-21")) {
  // The guardian is told at once; without that it would see it about a second later. A loaded
  // machine may be slow once.
  std::chrono::duration<double> shortest = std::chrono::seconds(1000);
  for (int tries = 0; tries < 10 && shortest.count() > 0.5; ++tries)
    shortest = std::min(shortest, lifeAfterParent([] { return true; }).value());
  BOOST_TEST(shortest.count() <= 0.5);
}

BOOST_AUTO_TEST_CASE(a_guardian_that_is_not_told_of_the_end_of_its_parent_sees_it,
                     *label("PROC-21")) {
  BOOST_TEST(lifeAfterParent(hideParentsEnd).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(AdoptionTests, GuardianFixture)

BOOST_AUTO_TEST_CASE(what_a_killed_guardian_leaves_is_ended) {
  const auto before = spawn({"/bin/sleep", {"sleep", "1000"}, {}, {}, {}, {}});
  {
    const Adoption adoption;
    const auto noting = protocol();
    const auto process = shell(noting, leavesSleeper + "echo up; wait");
    noting->onData = [] {
      for (const pid_t pid : childrenOf(::getpid())) {
        if (!childrenOf(pid).empty()) ::kill(pid, SIGKILL);  // the guardian
      }
    };
    reactor.setPipeGrace(0);
    reactor.run();
    BOOST_TEST(signalOf(noting->endReason.value()) == SIGKILL);
  }
  BOOST_TEST(childrenOf(::getpid()) == std::vector<pid_t>{before.pid},
             boost::test_tools::per_element());
  ::kill(before.pid, SIGKILL);
  BOOST_TEST(::waitpid(before.pid, nullptr, 0) == before.pid);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(DescendantsTests, GuardianFixture)

BOOST_AUTO_TEST_CASE(a_process_is_described_by_its_command_and_number) {
  const auto noting = protocol();
  const auto process = shell(noting, "echo up; read x", SpawnOptions());
  const auto pid = process->pid().value();
  noting->onData = [&] {
    BOOST_TEST(childrenOf(::getpid()) == std::vector<pid_t>{pid}, boost::test_tools::per_element());
    BOOST_TEST(describeProcess(pid) == "sh -c echo up; read x (pid " + std::to_string(pid) + ")");
    ::kill(pid, SIGKILL);
    siginfo_t info = {};
    BOOST_TEST(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
    BOOST_TEST(describeProcess(pid).empty());  // it waits to be reaped
  };
  reactor.run();
  BOOST_TEST(describeProcess(pid).empty());
  BOOST_TEST(childrenOf(::getpid()).empty());
}

BOOST_AUTO_TEST_CASE(it_is_said_whether_what_was_left_behind_could_be_ended, *label("FIX-32")) {
  const auto sleeper = spawn({"/bin/sleep", {"sleep", "1000"}, {}, {}, {}, {}});
  const auto pid = fmt::format(" (pid {})", sleeper.pid);
  const int code = codeOfChild([&] {
    if (!forbidKill()) return 1;
    const auto text = endLeftBehind(sleeper.pid);
    return text.starts_with("could not be ended (Operation not permitted): sleep") &&
                   text.ends_with(pid)
               ? 0
               : 2;
  });
  BOOST_TEST(code == 0);
  BOOST_TEST(!hasEnded(sleeper.pid));
  const auto text = endLeftBehind(sleeper.pid);
  BOOST_TEST(text.starts_with("was ended: sleep"));
  BOOST_TEST(text.ends_with(pid));
  BOOST_TEST(::waitpid(sleeper.pid, nullptr, 0) == sleeper.pid);
  BOOST_TEST(endLeftBehind(sleeper.pid).empty());
}

BOOST_AUTO_TEST_SUITE_END()
