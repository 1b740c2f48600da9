// The stacks of another process, and what is said where there are none.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>
#include <reactor/spawn/descendants.hpp>
#include <reactor/spawn/findinpath.hpp>
#include <reactor/testing.hpp>
#include <trial/limits/processstate.hpp>
#include <trial/limits/stacks.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using trial::limits::stacksIn;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds ten(10);
const std::string tooSlow = " was not over after 10 s.";

const std::string gdb =
    "[New LWP 12]\n"
    "[Thread debugging using libthread_db enabled]\n"
    "0x00007f in pause () from libc.so.6\n"
    "\n"
    "Thread 2 (Thread 0x7f (LWP 12) \"a\"):\n"
    "#0  work () at a.cpp:3\n"
    "\n"
    "Thread 1 (Thread 0x7e (LWP 11) \"a\"):\n"
    "#0  main () at a.cpp:9\n"
    "[Inferior 1 (process 11) detached]\n";

/// A child that waits for signals, and is gone with this.
struct Child {
  Child() : pid(::fork()) {
    if (pid != 0) return;
    for (;;) ::pause();
  }
  ~Child() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  const pid_t pid;
};

/// Whether gdb is here and may look at the children of this process.
bool canBeHad(pid_t child) {
  const auto command = trial::limits::stackCommand(child);
  if (!command || command->name != "gdb" || ::ptrace(PTRACE_SEIZE, child, nullptr, nullptr) != 0)
    return false;
  BOOST_REQUIRE(::ptrace(PTRACE_INTERRUPT, child, nullptr, nullptr) == 0);
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, __WALL) == child);
  BOOST_REQUIRE(::ptrace(PTRACE_DETACH, child, nullptr, nullptr) == 0);
  return true;
}

/// Either stacks of one process, or one line that says why there are none.
void checkThatItSays(const std::string& text, bool canBeHad) {
  const bool none = text.starts_with("The stacks of its threads cannot be had: ");
  if (none && (!canBeHad || text.ends_with(tooSlow))) {
    BOOST_TEST(text.find('\n') == std::string::npos, text);
    BOOST_TEST_MESSAGE(text);
  } else {
    BOOST_TEST(text.starts_with("The stacks of its threads, from "), text);
    BOOST_TEST(text.find("pause") != std::string::npos, text);
  }
}

struct FakeStacks {
  reactor::MemoryReactor reactor;
  std::optional<std::string> said;
  reactor::Deferred<std::string> taking{nullptr};
  FakeStacks() : taking(trial::limits::stacksOf(reactor, reactor, 4711)) {
    taking.addCallbacks([this](const std::string& text) { said = text; },
                        [](const reactor::Failure&) {});
  }
  [[nodiscard]] bool hasCommand() const {
    if (reactor.spawned().empty()) BOOST_TEST_MESSAGE("neither gdb nor eu-stack is here");
    return !reactor.spawned().empty();
  }
  [[nodiscard]] reactor::FakeProcess& command() { return *reactor.spawned().at(0); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(StacksTests)

BOOST_AUTO_TEST_CASE(the_stacks_are_taken_out_of_what_gdb_writes) {
  BOOST_TEST(stacksIn("gdb", gdb, {}) ==
             "The stacks of its threads, from gdb:\n"
             "Thread 2 (Thread 0x7f (LWP 12) \"a\"):\n"
             "#0  work () at a.cpp:3\n"
             "\n"
             "Thread 1 (Thread 0x7e (LWP 11) \"a\"):\n"
             "#0  main () at a.cpp:9");
}

BOOST_AUTO_TEST_CASE(the_stacks_are_taken_out_of_what_eu_stack_writes) {
  BOOST_TEST(stacksIn("eu-stack", "PID 11 - process\nTID 11:\n#0  0x7f pause\n", {}) ==
             "The stacks of its threads, from eu-stack:\nTID 11:\n#0  0x7f pause");
}

BOOST_AUTO_TEST_CASE(one_line_says_why_there_are_none, *label("FIX-25")) {
  BOOST_TEST(stacksIn("gdb", "warning: x\nptrace: Operation not permitted.\n(no process)\n", {}) ==
             "The stacks of its threads cannot be had: gdb says: ptrace: Operation not "
             "permitted.");
  BOOST_TEST(stacksIn("gdb", "No such process\n\n", {}) ==
             "The stacks of its threads cannot be had: gdb says: No such process.");
  BOOST_TEST(stacksIn("gdb", "", {}) ==
             "The stacks of its threads cannot be had: gdb says: it wrote nothing.");
  BOOST_TEST(stacksIn("gdb", "Reading symbols\n", ten) ==
             "The stacks of its threads cannot be had: gdb was not over after 10 s.");
}

BOOST_AUTO_TEST_CASE(what_came_in_time_is_shown_and_not_without_end) {
  BOOST_TEST(stacksIn("gdb", gdb, ten).ends_with("a.cpp:9\n... (gdb was not over after 10 s)"));
  const auto text = stacksIn("gdb", "Thread 1 (x):\n" + std::string(100'000, 'x'), {});
  BOOST_TEST(text.size() < 70'000U);
  BOOST_TEST(text.ends_with("\n... (the rest is left out)"));
}

BOOST_FIXTURE_TEST_CASE(a_command_is_started_for_the_process_and_its_output_is_used, FakeStacks) {
  if (!hasCommand()) return;
  const auto& args = command().call().args;
  BOOST_TEST((std::find(args.begin(), args.end(), "4711") != args.end()));
  command().childData(1, gdb.substr(0, 100));
  command().childData(1, gdb.substr(100));
  BOOST_TEST(!said.has_value());
  command().end();
  BOOST_TEST(said.value().ends_with("main () at a.cpp:9"));
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_FIXTURE_TEST_CASE(it_takes_ten_seconds_at_most, FakeStacks, *label("FIX-25")) {
  if (!hasCommand()) return;
  reactor.advance(9.9);
  BOOST_TEST(!said.has_value());
  reactor.advance(0.2);
  BOOST_TEST(said.value().ends_with(tooSlow));
  BOOST_TEST(command().signals() == std::vector<int>{SIGKILL});
  command().endBySignal(SIGKILL);
}

BOOST_FIXTURE_TEST_CASE(a_command_that_is_not_wanted_any_more_is_ended, FakeStacks) {
  if (!hasCommand()) return;
  taking.cancel();
  BOOST_TEST(command().signals() == std::vector<int>{SIGKILL});
  command().endBySignal(SIGKILL);
  BOOST_TEST(!said.has_value());
  BOOST_TEST(reactor.getDelayedCalls().empty());
}

BOOST_AUTO_TEST_CASE(those_of_a_real_process_are_had_or_it_is_said_why,
                     *label("FIX-25") * boost::unit_test::timeout(60)) {
  const Child child;
  const bool canBe = canBeHad(child.pid);
  checkThatItSays(trial::limits::waitForStacksOf(child.pid), canBe);
  reactor::LibeventReactor loop;
  std::optional<std::string> said;
  trial::limits::stacksOf(loop, loop, child.pid).addCallback([&](const std::string& text) {
    said = text;
  });
  while (!said || !loop.getProcesses().empty()) loop.iterate(1);
  checkThatItSays(*said, canBe);
}

BOOST_FIXTURE_TEST_CASE(a_command_that_stops_this_process_is_ended_in_time,
                        recording::ScratchFolder, *label("FIX-25")) {
  const auto fake = path / "gdb";
  std::ofstream(fake) << "#!/bin/sh\n"
                         "while [ \"$1\" != -p ]; do shift; done\n"
                         "kill -STOP $2; exec sleep 1000\n";
  fs::permissions(fake, fs::perms::owner_all);
  const pid_t looksAtItself = ::fork();
  if (looksAtItself == 0) {
    ::setenv("PATH", (path.string() + ":" + reactor::systemPath).c_str(), 1);
    const auto text = trial::limits::waitForStacksOf(::getpid(), std::chrono::seconds(1));
    ::_exit(text.ends_with(": gdb was not over after 1 s.") ? 0 : 1);
  }
  int status = 0;
  BOOST_TEST(::waitpid(looksAtItself, &status, WUNTRACED) == looksAtItself);
  BOOST_TEST(WIFSTOPPED(status));
  const auto guardian = reactor::childrenOf(looksAtItself);
  BOOST_REQUIRE(guardian.size() == 1U);
  pollfd over = {static_cast<int>(::syscall(SYS_pidfd_open, guardian[0], 0)), POLLIN, 0};
  BOOST_TEST(::poll(&over, 1, 30'000) == 1);
  ::close(over.fd);
  ::kill(looksAtItself, SIGCONT);
  BOOST_TEST(::waitpid(looksAtItself, &status, 0) == looksAtItself);
  BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_CASE(it_is_known_whether_a_process_is_stopped_or_has_ended) {
  using namespace trial::limits;
  pid_t gone = 0;
  {
    const Child child;
    gone = child.pid;
    BOOST_TEST(!isStopped(child.pid));
    ::kill(child.pid, SIGSTOP);
    int status = 0;
    ::waitpid(child.pid, &status, WUNTRACED);
    BOOST_TEST(isStopped(child.pid));
    BOOST_TEST(!reactor::hasEnded(child.pid));
  }
  BOOST_TEST(reactor::hasEnded(gone));
  BOOST_TEST(!isStopped(gone));
  BOOST_TEST(runDelaysOf(gone).empty());
}

BOOST_AUTO_TEST_SUITE_END()
