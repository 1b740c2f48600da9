// Real processes: /bin/sh and programs of Debian's essential packages.
#include <reactor/process/process.hpp>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>

#include "defersupport.hpp"
#include "processsupport.hpp"

using boost::unit_test::label;
using boost::unit_test::timeout;
using namespace reactor;
using support::checkOrder;
using support::exitCodeOf;
using support::NotingProtocol;
using support::NotingPtr;
using support::signalOf;

namespace {

struct ProcessFixture : support::ShellFixture {
  /// Runs a script to its end; returns the protocol with its record.
  NotingPtr runShell(const std::string& script, ChildFDs childFDs = {}) {
    auto noting = protocol();
    shell(noting, script, std::move(childFDs));
    reactor.run();
    return noting;
  }
};

/// A copy of a descriptor with the number that the test needs.
class Placed {
 public:
  Placed(int fd, int number) : number_(number) { BOOST_REQUIRE(::dup2(fd, number) == number); }
  Placed(const Placed&) = delete;
  Placed& operator=(const Placed&) = delete;
  ~Placed() { ::close(number_); }

 private:
  int number_;
};

struct PipeOfTest {
  PipeOfTest() { BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }
  PipeOfTest(const PipeOfTest&) = delete;
  PipeOfTest& operator=(const PipeOfTest&) = delete;
  ~PipeOfTest() {
    closeWriting();
    ::close(ends[0]);
  }
  void closeWriting() {
    if (ends[1] >= 0) ::close(std::exchange(ends[1], -1));
  }
  /// Reads until there is no writing end any more.
  std::string readAll() {
    closeWriting();
    std::string all;
    char block[4096];
    for (;;) {
      const auto size = ::read(ends[0], block, sizeof block);
      if (size < 0 && errno == EINTR) continue;
      if (size <= 0) return all;
      all.append(block, static_cast<std::size_t>(size));
    }
  }
  int ends[2] = {-1, -1};
};

class ActionKept {
 public:
  ActionKept(int number, void (*handler)(int)) : number_(number) {
    before_ = std::signal(number, handler);
  }
  ActionKept(const ActionKept&) = delete;
  ActionKept& operator=(const ActionKept&) = delete;
  ~ActionKept() { (void)std::signal(number_, before_); }

 private:
  int number_;
  void (*before_)(int);
};

int openDescriptors() {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    (void)entry;
    ++count;
  }
  return count;
}

std::string textOf(const std::system_error& error) { return error.what(); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ProcessTests, ProcessFixture, *timeout(300))

BOOST_AUTO_TEST_CASE(by_default_stdin_is_written_and_stdout_and_stderr_are_read,
                     *label("PROC-01") * label("PROC-03")) {
  const auto noting = protocol();
  const auto process = shell(noting, "read x; echo \"out $x\"; echo err >&2");
  process->writeSequence({"hel", "lo\n"});
  reactor.run();
  BOOST_TEST(noting->out == "out hello\n");
  BOOST_TEST(noting->err == "err\n");
  checkOrder(*noting);
}

BOOST_AUTO_TEST_CASE(the_protocol_is_connected_before_spawnProcess_returns, *label("PROC-02")) {
  const auto noting = protocol();
  std::optional<pid_t> pid;
  noting->onMade = [&] { pid = noting->transport->pid(); };
  const auto process = shell(noting, "exit 0");
  BOOST_REQUIRE(pid.has_value());
  BOOST_TEST(*pid > 0);
  BOOST_TEST(process == noting->transport);
  reactor.run();
  BOOST_TEST(!process->pid().has_value());
}

BOOST_AUTO_TEST_CASE(other_descriptors_only_have_childDataReceived,
                     *label("PROC-01") * label("PROC-03")) {
  const auto noting =
      runShell("echo out; echo three >&3", {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'r'}, {4, 'w'}});
  BOOST_TEST(noting->out == "out\n");
  BOOST_TEST(noting->err.empty());
  BOOST_TEST(noting->received[3] == "three\n");
}

BOOST_AUTO_TEST_CASE(a_number_is_a_descriptor_that_is_inherited, *label("PROC-01")) {
  PipeOfTest pipe;
  const auto noting = runShell("echo inherited >&5", {{5, pipe.ends[1]}});
  BOOST_TEST(pipe.readAll() == "inherited\n");
  BOOST_TEST(noting->events == (std::vector<std::string>{"connectionMade", "exited", "ended"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(descriptors_can_be_swapped, *label("PROC-01")) {
  PipeOfTest first;
  PipeOfTest second;
  const Placed at60(first.ends[1], 60);
  const Placed at61(second.ends[1], 61);
  runShell("echo sixty > /proc/self/fd/60; echo sixtyone > /proc/self/fd/61",
           {{60, 61}, {61, 60}, {2, 2}});
  ::close(60);
  ::close(61);
  BOOST_TEST(first.readAll() == "sixtyone\n");
  BOOST_TEST(second.readAll() == "sixty\n");
}

BOOST_AUTO_TEST_CASE(each_closed_pipe_is_told_once, *label("PROC-04")) {
  const auto noting = protocol();
  std::vector<int> lost;
  noting->onLost = [&](int childFD) {
    lost.push_back(childFD);
    // The child goes on when the previous closing was noticed.
    if (childFD < 3) noting->transport->writeToChild(3, "go\n");
  };
  shell(noting, "exec 1>&-; read x <&3; exec 2>&-; read x <&3; exec 0<&-; read x <&3",
        {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}});
  reactor.run();
  BOOST_REQUIRE(lost.size() == 4U);
  lost.resize(3);
  BOOST_TEST(lost == (std::vector<int>{1, 2, 0}), boost::test_tools::per_element());
  BOOST_TEST(noting->at("lost 1") < noting->at("outConnectionLost"));
  BOOST_TEST(noting->at("outConnectionLost") < noting->at("lost 2"));
  BOOST_TEST(noting->at("lost 2") < noting->at("errConnectionLost"));
  BOOST_TEST(noting->at("errConnectionLost") < noting->at("lost 0"));
  BOOST_TEST(noting->count("inConnectionLost") == 1U);
}

BOOST_AUTO_TEST_CASE(the_exit_does_not_wait_for_pipes_but_the_end_does, *label("PROC-05")) {
  const auto noting = protocol();
  // The grandchild keeps the pipes open until its own input ends.
  const auto process = shell(noting, "cat <&3 & exit 0", {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}});
  noting->onExited = [&] {
    BOOST_TEST(noting->count("lost 1") == 0U);
    process->writeToChild(3, "after the exit");
    process->closeChildFD(3);
  };
  reactor.run();
  BOOST_TEST(noting->out == "after the exit");
  BOOST_TEST(noting->at("exited") < noting->at("lost 1"));
  BOOST_TEST(noting->at("lost 1") < noting->at("ended"));
  BOOST_TEST(noting->count("ended") == 1U);
}

BOOST_AUTO_TEST_CASE(pipes_that_stay_open_are_closed_after_the_grace, *label("PROC-05")) {
  reactor.setPipeGrace(0.05);
  const auto noting = protocol();
  double exited = 0;
  noting->onExited = [&] { exited = reactor.seconds(); };
  shell(noting, "cat <&3 & echo \"last words\"; exit 0", {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}});
  reactor.run();
  BOOST_TEST(reactor.seconds() - exited >= 0.05);
  BOOST_TEST(noting->out == "last words\n");
  checkOrder(*noting);
  BOOST_TEST(noting->count("lost 3") == 1U);
  BOOST_TEST(noting->endReason.value().is<ProcessDone>());
}

BOOST_AUTO_TEST_CASE(the_grace_is_half_a_second_and_can_be_set) {
  BOOST_TEST(LibeventReactor().pipeGrace() == 0.5);
  BOOST_CHECK_THROW(reactor.setPipeGrace(-1), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(exit_zero_is_done, *label("PROC-06") * label("PROC-07")) {
  const auto reason = runShell("exit 0")->endReason.value();
  const auto* done = reason.as<ProcessDone>();
  BOOST_REQUIRE(done != nullptr);
  BOOST_TEST(done->exitCode.value() == 0);
  BOOST_TEST(!done->signal.has_value());
  BOOST_TEST(done->status == 0);
  BOOST_TEST(reason.getErrorMessage() ==
             "A process has ended without apparent errors: process finished with exit code 0.");
}

BOOST_AUTO_TEST_CASE(another_exit_status_is_a_termination, *label("PROC-06") * label("PROC-07")) {
  const auto noting = runShell("exit 1");
  BOOST_TEST(exitCodeOf(noting->endReason.value()) == 1);
  BOOST_TEST(noting->endReason->as<ProcessTerminated>()->status.value() == 256);
  BOOST_TEST(
      noting->endReason->getErrorMessage() ==
      "A process has ended with a probable error condition: process ended with exit code 1.");
  BOOST_TEST(exitCodeOf(noting->exitReason.value()) == 1);
}

BOOST_AUTO_TEST_CASE(a_signal_is_a_termination, *label("PROC-06") * label("PROC-07")) {
  const auto noting = runShell("kill -9 $$");
  BOOST_TEST(signalOf(noting->endReason.value()) == 9);
  BOOST_TEST(noting->endReason->getErrorMessage() ==
             "A process has ended with a probable error condition: process ended by signal 9.");
}

BOOST_AUTO_TEST_CASE(all_that_the_child_wrote_is_delivered_before_its_exit_is_told,
                     *label("PROC-08")) {
  for (int i = 0; i < 20; ++i) {
    const auto noting = protocol();
    std::size_t atExit = 0;
    noting->onExited = [&] { atExit = noting->out.size(); };
    shell(noting, "head -c 60000 /dev/zero; printf end >&2");
    reactor.run();
    BOOST_TEST(atExit == 60'000U);
    BOOST_TEST(noting->err == "end");
    checkOrder(*noting);
  }
}

BOOST_AUTO_TEST_CASE(much_output_is_delivered_whole, *label("PROC-08")) {
  const auto noting = runShell("head -c 3000000 /dev/zero");
  BOOST_TEST(noting->out.size() == 3'000'000U);
}

BOOST_AUTO_TEST_CASE(what_the_protocol_throws_at_the_end_is_logged, *label("PROC-09")) {
  const support::Log logged;
  const auto noting = protocol(false);
  noting->onExited = [] { throw std::runtime_error("bad exit"); };
  noting->onEnded = [&] {
    reactor.callLater(0, [&] { reactor.crash(); });
    throw std::runtime_error("bad end");
  };
  noting->onLost = [](int) { throw std::runtime_error("bad loss"); };
  shell(noting, "exit 0");
  reactor.run();
  checkOrder(*noting);
  std::vector<std::string> errors;
  for (const auto& event : logged.events) {
    if (event.isError) errors.push_back(event.failure->getErrorMessage());
  }
  BOOST_TEST(std::count(errors.begin(), errors.end(), "bad loss") == 3);
  BOOST_TEST(std::count(errors.begin(), errors.end(), "bad exit") == 1);
  BOOST_TEST(errors.back() == "bad end");
}

BOOST_AUTO_TEST_CASE(a_protocol_that_cannot_take_data_loses_that_pipe_only, *label("PROC-09")) {
  const support::Log logged;
  const auto noting = protocol();
  noting->onData = [&] {
    if (noting->received[1].empty()) return;
    noting->received[1].clear();
    throw std::runtime_error("bad data");
  };
  shell(noting, "echo out; read x; echo err >&2");
  noting->onLost = [&](int childFD) {
    if (childFD == 1) noting->transport->write("go\n");
  };
  reactor.run();
  BOOST_TEST(noting->err == "err\n");
  BOOST_REQUIRE(!logged.events.empty());
  BOOST_TEST(logged.events[0].failure->getErrorMessage() == "bad data");
}

BOOST_AUTO_TEST_CASE(writing_where_there_is_no_pipe_is_refused, *label("PROC-10")) {
  const auto noting = protocol();
  const auto process = shell(noting, "exit 0");
  BOOST_CHECK_THROW(process->writeToChild(7, "x"), std::out_of_range);
  BOOST_CHECK_THROW(process->writeToChild(1, "x"), std::out_of_range);
  reactor.run();
}

BOOST_AUTO_TEST_CASE(writing_where_the_pipe_is_gone_is_a_lost_connection, *label("PROC-10")) {
  const auto noting = protocol();
  const auto process = shell(noting, "exec 0<&-; read x <&3", {{0, 'w'}, {3, 'w'}});
  noting->onLost = [&](int childFD) {
    if (childFD != 0) return;
    BOOST_CHECK_THROW(process->writeToChild(0, "x"), ConnectionLost);
    process->write("dropped");
    process->closeChildFD(3);
    BOOST_CHECK_THROW(process->writeToChild(3, "x"), ConnectionLost);
  };
  reactor.run();
  BOOST_CHECK_THROW(process->writeToChild(3, "x"), ConnectionLost);
}

BOOST_AUTO_TEST_CASE(closing_a_pipe_sends_first_what_is_queued, *label("PROC-11")) {
  const auto noting = protocol();
  const auto process = shell(noting, "exec wc -c");
  process->write(std::string(2'000'000, 'x'));
  process->closeStdin();
  process->closeStdin();
  process->closeChildFD(77);
  reactor.run();
  BOOST_TEST(noting->out == "2000000\n");
  process->closeChildFD(0);
  checkOrder(*noting);
}

BOOST_AUTO_TEST_CASE(closing_a_pipe_that_is_read_drops_what_comes, *label("PROC-11")) {
  const auto noting = protocol();
  const auto process =
      shell(noting, "trap '' PIPE; read x; echo out; echo err >&3", {{0, 'w'}, {1, 'r'}, {3, 'r'}});
  process->closeStdout();
  noting->onLost = [&](int childFD) {
    if (childFD == 1) process->write("go\n");
  };
  reactor.run();
  BOOST_TEST(noting->out.empty());
  BOOST_TEST(noting->received[3] == "err\n");
}

BOOST_AUTO_TEST_CASE(a_pipe_that_is_paused_is_not_read_until_it_is_resumed) {
  const auto noting = protocol();
  const auto process = shell(noting, "echo one; read x; echo two; echo err >&2; read x",
                             {{0, 'w'}, {1, 'r'}, {2, 'r'}});
  std::string before;
  noting->onData = [&] {
    if (noting->out == "one\n" && noting->err.empty()) {
      process->pauseProducing(1);
      process->write("go\n");
    } else if (before.empty()) {  // the data that was written first can be read by now
      before = noting->out;
      process->resumeProducing(1);
    } else {
      process->write("end\n");
    }
  };
  reactor.run();
  BOOST_TEST(before == "one\n");
  BOOST_TEST(noting->out == "one\ntwo\n");
}

BOOST_AUTO_TEST_CASE(what_is_in_a_paused_pipe_is_told_before_the_exit) {
  const auto noting = protocol();
  const auto process = shell(noting, "read x; echo last words");
  process->pauseProducing(1);
  process->pauseProducing(0);
  process->pauseProducing(77);
  process->resumeProducing(77);
  process->write("go\n");
  reactor.run();
  BOOST_TEST(noting->out == "last words\n");
  BOOST_TEST(noting->at("data 1") < noting->at("exited"));
  checkOrder(*noting);
}

BOOST_AUTO_TEST_CASE(loseConnection_closes_0_then_2_then_1_and_no_other, *label("PROC-12")) {
  const auto noting = protocol();
  const auto process = shell(noting, "trap '' PIPE; read x <&3; echo \"got $x\" >&4",
                             {{0, 'w'}, {1, 'r'}, {2, 'r'}, {3, 'w'}, {4, 'r'}});
  process->loseConnection();
  BOOST_TEST(noting->count("lost 0") == 0U);
  noting->onLost = [&](int childFD) {
    if (childFD == 1) process->writeToChild(3, "still here\n");
  };
  reactor.run();
  BOOST_TEST(noting->received[4] == "got still here\n");
  BOOST_TEST(noting->at("lost 0") < noting->at("lost 2"));
  BOOST_TEST(noting->at("lost 2") < noting->at("lost 1"));
  BOOST_TEST(noting->at("lost 1") < noting->at("data 4"));
}

BOOST_AUTO_TEST_CASE(signals_are_sent_by_name_and_by_number, *label("PROC-13")) {
  for (const auto& [name, number] :
       std::vector<std::pair<std::string, int>>{{"HUP", SIGHUP},
                                                {"INT", SIGINT},
                                                {"KILL", SIGKILL},
                                                {"TERM", SIGTERM},
                                                {"SIGTERM", SIGTERM}}) {
    const auto noting = protocol();
    shell(noting, "read x")->signalProcess(name);
    reactor.run();
    BOOST_TEST(signalOf(noting->endReason.value()) == number);
  }
  const auto noting = protocol();
  const auto process = shell(noting, "read x");
  BOOST_CHECK_THROW(process->signalProcess("NONSENSE"), std::invalid_argument);
  process->signalProcess("STOP");
  process->signalProcess(SIGKILL);
  noting->onExited = [&] {
    BOOST_CHECK_THROW(process->signalProcess("KILL"), ProcessExitedAlready);
  };
  reactor.run();
  BOOST_TEST(signalOf(noting->endReason.value()) == SIGKILL);
  BOOST_CHECK_THROW(process->signalProcess(SIGTERM), ProcessExitedAlready);
}

BOOST_AUTO_TEST_CASE(a_group_of_its_own_gets_the_signal_whole, *label("PROC-13")) {
  SpawnOptions options;
  options.ownGroup = true;
  const auto noting = protocol();
  // The grandchild has the pipes too, so they end only with it.
  const auto process = shell(noting, "sleep 1000 & echo up; wait", {}, options);
  noting->onData = [&] { process->signalProcess("KILL"); };
  reactor.run();
  BOOST_TEST(signalOf(noting->endReason.value()) == SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_program_that_cannot_be_started_is_named_with_the_reason, *label("PROC-14")) {
  const auto descriptors = openDescriptors();
  const auto noting = protocol();
  const auto start = [&](const std::string& program, std::optional<std::filesystem::path> path,
                         const ChildFDs& childFDs) {
    reactor.spawnProcess(noting, program, {program}, std::nullopt, std::move(path), std::nullopt,
                         std::nullopt, false, childFDs);
  };
  const auto says = [](const std::string& text) {
    return [text](const std::system_error& error) {
      BOOST_TEST(textOf(error) == text);
      return textOf(error) == text;
    };
  };
  BOOST_CHECK_EXCEPTION(start("/no/such/program", std::nullopt, {}), std::system_error,
                        says("cannot start '/no/such/program': No such file or directory"));
  BOOST_CHECK_EXCEPTION(start("no-such-program", std::nullopt, {}), std::system_error,
                        says("cannot start 'no-such-program': No such file or directory"));
  BOOST_CHECK_EXCEPTION(start("/etc/passwd", std::nullopt, {}), std::system_error,
                        says("cannot start '/etc/passwd': Permission denied"));
  BOOST_CHECK_EXCEPTION(
      start("/bin/true", "/no/such/folder", {}), std::system_error,
      says("cannot start '/bin/true' in the folder '/no/such/folder': No such file or directory"));
  BOOST_CHECK_EXCEPTION(start("/bin/true", std::nullopt, {{0, 'w'}, {5, 999}}), std::system_error,
                        says("cannot start '/bin/true': its descriptor 5: Bad file descriptor"));
  BOOST_TEST(noting->events.empty());
  BOOST_TEST(reactor.getProcesses().empty());
  BOOST_TEST(openDescriptors() == descriptors);
  BOOST_TEST(::waitpid(-1, nullptr, WNOHANG) == -1);
  BOOST_TEST(errno == ECHILD);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_passed_on_is_refused) {
  const auto noting = protocol();
  const auto start = [&](const std::vector<std::string>& args, std::optional<Environment> env,
                         const ChildFDs& childFDs) {
    reactor.spawnProcess(noting, "/bin/true", args, std::move(env), std::nullopt, std::nullopt,
                         std::nullopt, false, childFDs);
  };
  using namespace std::string_literals;
  BOOST_CHECK_THROW(start({"a\0b"s}, std::nullopt, {}), std::invalid_argument);
  BOOST_CHECK_THROW(start({"true"}, Environment{{"A=B", "c"}}, {}), std::invalid_argument);
  BOOST_CHECK_THROW(start({"true"}, Environment{{"A", "\0"s}}, {}), std::invalid_argument);
  BOOST_CHECK_THROW(start({"true"}, std::nullopt, {{1, 'x'}}), std::invalid_argument);
  BOOST_CHECK_THROW(start({"true"}, std::nullopt, {{-1, 'r'}}), std::invalid_argument);
  BOOST_CHECK_THROW(reactor.spawnProcess(nullptr, "/bin/true", {"true"}), std::invalid_argument);
  BOOST_CHECK_THROW(reactor.spawnProcess(noting, "/bin/true", {"true"}, {}, {}, {}, {}, true),
                    std::invalid_argument);
  BOOST_CHECK_THROW(reactor.spawnProcess(noting, "/bin/true", {"true"}, {}, {}, 0U),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(without_arguments_a_program_gets_its_own_name, *label("PROC-15")) {
  const auto noting = protocol();
  const auto process = reactor.spawnProcess(noting, "/bin/sh");
  process->write("echo $0 $#\n");
  process->closeStdin();
  reactor.run();
  BOOST_TEST(noting->out == "/bin/sh 0\n");
}

BOOST_AUTO_TEST_CASE(the_environment_is_inherited_or_the_one_that_is_given, *label("PROC-15")) {
  BOOST_REQUIRE(::setenv("TRIAL_DIST_TEST_VARIABLE", "inherited", 1) == 0);
  BOOST_TEST(runShell("echo $TRIAL_DIST_TEST_VARIABLE")->out == "inherited\n");
  BOOST_REQUIRE(::unsetenv("TRIAL_DIST_TEST_VARIABLE") == 0);
  const auto noting = protocol();
  reactor.spawnProcess(noting, "/usr/bin/env", {"env"}, Environment{{"A", "b=c"}, {"D", ""}});
  reactor.run();
  BOOST_TEST(noting->out == "A=b=c\nD=\n");
}

BOOST_AUTO_TEST_CASE(a_program_without_a_slash_is_looked_up_in_the_path_that_the_child_has,
                     *label("PROC-15")) {
  const auto noting = protocol();
  reactor.spawnProcess(noting, "env", {"env"}, Environment{{"PATH", "/nowhere:/usr/bin:/bin"}});
  reactor.run();
  BOOST_TEST(noting->out == "PATH=/nowhere:/usr/bin:/bin\n");
  BOOST_CHECK_THROW(
      reactor.spawnProcess(protocol(), "env", {"env"}, Environment{{"PATH", "/nowhere"}}),
      std::system_error);
}

BOOST_AUTO_TEST_CASE(the_child_works_in_the_folder_that_is_given, *label("PROC-15")) {
  const auto noting = protocol();
  reactor.spawnProcess(noting, "/bin/sh", {"sh", "-c", "pwd -P"}, std::nullopt, "/proc");
  reactor.run();
  BOOST_TEST(noting->out == "/proc\n");
}

BOOST_AUTO_TEST_CASE(the_child_has_no_other_descriptor, *label("PROC-16")) {
  PipeOfTest leaked;
  const Placed at50(leaked.ends[0], 50);
  const Placed at5(leaked.ends[0], 5000 < ::sysconf(_SC_OPEN_MAX) ? 5000 : 500);
  const auto noting = protocol();
  reactor.spawnProcess(noting, "/bin/ls", {"ls", "/proc/self/fd"}, std::nullopt, std::nullopt,
                       std::nullopt, std::nullopt, false, {{0, 'w'}, {1, 'r'}, {2, 'r'}, {6, 'w'}});
  reactor.run();
  // Descriptor 3 is the folder itself.
  BOOST_TEST(noting->out == "0\n1\n2\n3\n6\n");
}

BOOST_AUTO_TEST_CASE(the_child_has_no_signal_ignored_or_blocked, *label("PROC-16")) {
  const ActionKept user(SIGUSR1, SIG_IGN);
  const ActionKept pipe(SIGPIPE, SIG_IGN);
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR2);
  BOOST_REQUIRE(::sigprocmask(SIG_BLOCK, &blocked, &before) == 0);
  const auto noting = protocol();
  reactor.spawnProcess(noting, "grep", {"grep", "^Sig[IB]", "/proc/self/status"});
  BOOST_REQUIRE(::sigprocmask(SIG_SETMASK, &before, nullptr) == 0);
  reactor.run();
  BOOST_TEST(noting->out == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

BOOST_AUTO_TEST_CASE(the_child_may_use_the_terminal_if_it_is_to, *label("PROC-16")) {
  const auto noting = protocol();
  reactor::SpawnOptions options;
  options.usesTerminal = true;
  reactor.spawnProcess(noting, "grep", {"grep", "^SigIgn", "/proc/self/status"}, std::nullopt,
                       std::nullopt, std::nullopt, std::nullopt, false, {}, options);
  reactor.run();
  BOOST_TEST(noting->out == "SigIgn:\t0000000000300000\n", "SIGTTIN and SIGTTOU, and no other");
}

BOOST_AUTO_TEST_CASE(a_child_that_another_has_made_is_watched_like_any_other, *label("WARM-09")) {
  const auto noting = protocol();
  reactor::SpawnOptions options;
  options.startedBy = [](const std::map<int, int>& descriptors) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    const bool isWritten = ::write(descriptors.at(7), "made", 4) == 4;
    ::_exit(isWritten ? 5 : 6);
  };
  reactor.spawnProcess(noting, "/not/started", {}, std::nullopt, std::nullopt, std::nullopt,
                       std::nullopt, false, {{7, 'r'}}, options);
  reactor.run();
  BOOST_TEST(noting->received[7] == "made");
  BOOST_TEST(exitCodeOf(noting->endReason.value()) == 5);
  options.startedBy = [](const std::map<int, int>&) -> pid_t { throw std::runtime_error("no"); };
  BOOST_CHECK_THROW(reactor.spawnProcess(protocol(), "/not/started", {}, std::nullopt, std::nullopt,
                                         std::nullopt, std::nullopt, false, {{7, 'r'}}, options),
                    std::runtime_error);
}

BOOST_AUTO_TEST_CASE(spawning_leaves_the_signals_of_the_parent_as_they_are, *label("PROC-16")) {
  const ActionKept user(SIGUSR1, SIG_IGN);
  sigset_t before;
  sigset_t after;
  BOOST_REQUIRE(::sigprocmask(SIG_BLOCK, nullptr, &before) == 0);
  runShell("exit 0");
  BOOST_REQUIRE(::sigprocmask(SIG_BLOCK, nullptr, &after) == 0);
  for (int number = 1; number < NSIG; ++number) {
    BOOST_TEST(sigismember(&before, number) == sigismember(&after, number));
  }
  struct sigaction action = {};
  BOOST_REQUIRE(::sigaction(SIGUSR1, nullptr, &action) == 0);
  BOOST_TEST((action.sa_handler == SIG_IGN));
}

BOOST_AUTO_TEST_CASE(a_child_started_before_run_is_reaped, *label("PROC-17")) {
  const auto noting = protocol();
  PipeOfTest alive;
  shell(noting, "exit 3", {{1, 'r'}, {7, alive.ends[1]}});
  BOOST_TEST(alive.readAll().empty());  // waits until it has ended
  reactor.run();
  BOOST_TEST(exitCodeOf(noting->endReason.value()) == 3);
}

BOOST_AUTO_TEST_CASE(an_ignored_SIGCHLD_does_not_lose_the_status) {
  const ActionKept child(SIGCHLD, SIG_IGN);
  BOOST_TEST(exitCodeOf(runShell("exit 3")->endReason.value()) == 3);
}

BOOST_AUTO_TEST_CASE(a_process_that_has_ended_is_forgotten_and_may_be_followed_by_another,
                     *label("PROC-18")) {
  const auto first = protocol(false);
  const auto second = protocol();
  first->onExited = [&] { BOOST_TEST(reactor.getProcesses().size() == 1U); };
  first->onEnded = [&] {
    BOOST_TEST(reactor.getProcesses().empty());
    shell(second, "echo second");
    BOOST_TEST(reactor.getProcesses().size() == 1U);
  };
  shell(first, "exit 0");
  reactor.run();
  BOOST_TEST(second->out == "second\n");
}

BOOST_AUTO_TEST_CASE(a_protocol_that_cannot_be_connected_costs_the_process, *label("PROC-19")) {
  const auto noting = protocol();
  noting->onMade = [] { throw std::runtime_error("cannot connect"); };
  BOOST_CHECK_EXCEPTION(shell(noting, "read x"), std::runtime_error,
                        [](const std::runtime_error& error) {
                          return std::string(error.what()) == "cannot connect";
                        });
  reactor.run();
  BOOST_TEST(signalOf(noting->endReason.value()) == SIGKILL);
  BOOST_TEST(reactor.getProcesses().empty());
}

BOOST_AUTO_TEST_CASE(writing_to_who_does_not_read_raises_no_signal, *label("PROC-20")) {
  const ActionKept pipe(SIGPIPE, SIG_DFL);
  const auto noting = protocol();
  PipeOfTest closed;
  const auto process =
      shell(noting, "exec 0<&- 7>&-; read x <&3", {{0, 'w'}, {3, 'w'}, {7, closed.ends[1]}});
  BOOST_TEST(closed.readAll().empty());  // its stdin is closed by now
  process->write("into nothing");
  noting->onLost = [&](int childFD) {
    if (childFD == 0) process->closeChildFD(3);
  };
  reactor.run();
  BOOST_TEST(exitCodeOf(noting->endReason.value()) == 1);
  // Also if the test calls iterate().
  const auto again = protocol(false);
  PipeOfTest closedAgain;
  shell(again, "exec 0<&- 7>&-; read x <&3", {{0, 'w'}, {3, 'w'}, {7, closedAgain.ends[1]}});
  BOOST_TEST(closedAgain.readAll().empty());
  again->transport->write("into nothing");
  while (again->count("lost 0") == 0) reactor.iterate(1);
  again->transport->closeChildFD(3);
  while (again->count("ended") == 0) reactor.iterate(1);
}

BOOST_AUTO_TEST_CASE(a_writer_notices_that_the_reader_has_gone_without_writing) {
  const auto noting = protocol();
  const auto process = shell(noting, "exec 0<&-; read x <&3", {{0, 'w'}, {3, 'w'}});
  noting->onLost = [&](int childFD) {
    if (childFD == 0) process->closeChildFD(3);
  };
  reactor.run();
  BOOST_TEST(noting->at("lost 0") < noting->at("exited"));
}

BOOST_AUTO_TEST_CASE(a_child_dies_with_its_parent_if_asked) {
  PipeOfTest alive;
  PipeOfTest started;
  const pid_t parent = ::fork();
  BOOST_REQUIRE(parent >= 0);
  if (parent == 0) {
    SpawnOptions options;
    options.parentDeathSignal = SIGKILL;
    LibeventReactor own;
    own.spawnProcess(std::make_shared<NotingProtocol>(), "/bin/sleep", {"sleep", "1000"},
                     std::nullopt, std::nullopt, std::nullopt, std::nullopt, false,
                     {{1, alive.ends[1]}}, options);
    ::_exit(42);
  }
  int status = 0;
  BOOST_TEST(::waitpid(parent, &status, 0) == parent);
  BOOST_TEST(WEXITSTATUS(status) == 42);
  BOOST_TEST(alive.readAll().empty());  // waits until the sleeper has ended
}

BOOST_AUTO_TEST_CASE(a_child_that_somebody_else_reaps_is_over_too) {
  const support::Log logged;
  const auto noting = protocol();
  const auto process = shell(noting, "exit 0");
  BOOST_TEST(::waitpid(process->pid().value(), nullptr, 0) == process->pid().value());
  reactor.run();
  checkOrder(*noting);
  const auto* end = noting->endReason.value().as<ProcessTerminated>();
  BOOST_REQUIRE(end != nullptr);
  BOOST_TEST(!end->exitCode.has_value());
  BOOST_TEST(!end->signal.has_value());
}

BOOST_AUTO_TEST_CASE(a_process_outlives_its_reactor_without_harm) {
  const auto noting = protocol(false);
  ProcessTransportPtr process;
  pid_t pid = -1;
  {
    LibeventReactor other;
    process = other.spawnProcess(noting, "/bin/cat", {"cat"});
    pid = process->pid().value();
    process->write("queued");
  }
  process->write("dropped");
  process->closeStdin();
  process->loseConnection();
  BOOST_CHECK_THROW(process->writeToChild(0, "x"), ConnectionLost);
  BOOST_TEST(noting->events.size() == 1U);
  BOOST_TEST(::waitpid(pid, nullptr, 0) == pid);  // its stdin was closed
  noting->transport = nullptr;
}

BOOST_AUTO_TEST_CASE(a_protocol_and_its_process_go_when_it_is_over) {
  std::weak_ptr<NotingProtocol> protocolSeen;
  std::weak_ptr<IProcessTransport> processSeen;
  {
    const auto noting = protocol();
    protocolSeen = noting;
    processSeen = shell(noting, "exit 0");
  }
  reactor.run();
  BOOST_TEST(protocolSeen.expired());
  BOOST_TEST(processSeen.expired());
}

BOOST_AUTO_TEST_CASE(at_shutdown_the_pipes_of_a_process_are_lost) {
  const auto noting = protocol(false);
  shell(noting, "read x; exit 7");
  reactor.callWhenRunning([&] { reactor.stop(); });
  reactor.run();
  BOOST_TEST(noting->count("lost 0") == 1U);
  BOOST_TEST(noting->count("lost 1") == 1U);
  BOOST_TEST(noting->count("lost 2") == 1U);
  while (noting->count("ended") == 0) reactor.iterate(1);
  BOOST_TEST(exitCodeOf(noting->endReason.value()) == 7);
}

BOOST_AUTO_TEST_CASE(many_processes_at_once_all_end) {
  int ended = 0;
  std::vector<NotingPtr> all;
  for (int i = 0; i < 40; ++i) {
    all.push_back(protocol(false));
    all.back()->onEnded = [&] {
      if (++ended == 40) reactor.crash();
    };
    shell(all.back(), "echo " + std::to_string(i) + "; exit " + std::to_string(i + 1));
  }
  reactor.run();
  for (std::size_t i = 0; i < all.size(); ++i) {
    BOOST_TEST(all[i]->out == std::to_string(i) + "\n");
    BOOST_TEST(exitCodeOf(all[i]->endReason.value()) == static_cast<int>(i) + 1);
    checkOrder(*all[i]);
  }
  BOOST_TEST(reactor.getDelayedCalls().empty());
  BOOST_TEST(reactor.getReaders().empty());
}

BOOST_AUTO_TEST_CASE(processes_beyond_the_descriptors_fail_clearly_and_the_others_end,
                     *label("PROC-14")) {
  shell(protocol(), "exit 0");
  reactor.run();  // now the reactor has opened the descriptors that it needs itself
  const auto descriptors = openDescriptors();
  rlimit before{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few{1024, before.rlim_max};
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  std::size_t ended = 0;
  std::vector<NotingPtr> started;
  std::size_t refused = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto noting = protocol(false);
    noting->onEnded = [&] {
      if (++ended == started.size()) reactor.crash();
    };
    try {
      reactor.spawnProcess(noting, "/bin/sh", {"sh", "-c", "read x; echo $x"});
      started.push_back(noting);
    } catch (const std::system_error& error) {
      BOOST_TEST(textOf(error).starts_with("cannot start '/bin/sh': "));
      BOOST_TEST(textOf(error).ends_with(": Too many open files"));
      BOOST_TEST(noting->events.empty());
      ++refused;
    }
  }
  BOOST_TEST(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  BOOST_TEST(started.size() > 200U);
  BOOST_TEST(started.size() + refused == 1000U);
  for (std::size_t i = 0; i < started.size(); ++i) {
    started[i]->transport->write(std::to_string(i) + "\n");
  }
  reactor.run();
  for (std::size_t i = 0; i < started.size(); ++i) {
    BOOST_TEST(started[i]->out == std::to_string(i) + "\n");
  }
  BOOST_TEST(openDescriptors() == descriptors);
}

BOOST_AUTO_TEST_SUITE_END()
