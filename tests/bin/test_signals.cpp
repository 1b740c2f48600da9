// Signals in a terminal, at every moment of a run: status, summary, and what is left.
// (cli.md, section 2)
#include <algorithm>
#include <csignal>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/process/uniquefd.hpp>

#include "support.hpp"
#include "terminal.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string interruptKey = "\x03";
const std::string suspendKey = "\x1a";
const std::string waitingProgram = std::string(TRIAL_TEST_PROGRAMS) + "/boost_waits";
const std::string waitingModule = "test_waits";

std::string nameOf(int signal) { return std::string("SIG") + ::sigabbrev_np(signal); }

using Places = std::vector<std::string>;

/// One run in a folder of its own. Its second test waits, with two workers the third too.
struct Run : Folder {
  Waiting waiting{path};

  [[nodiscard]] Terminal::Variables environment(const std::string& at = {}) const {
    auto variables = waiting.environment(at);
    variables.emplace_back("TRIAL_PATH", std::string(TRIAL_TEST_MODULES) + ":" +
                                             TRIAL_TEST_MODULES +
                                             "/reporters:" + TRIAL_GOLDEN_MODULES);
    return variables;
  }
  /// `arguments` as a shell reads them.
  [[nodiscard]] std::vector<std::string> shell(const std::string& arguments) const {
    return {"bash", "-c", "exec " TRIAL_DIST_PROGRAM " " + arguments};
  }
  void nothingIsLeft() const {
    BOOST_TEST(waiting.left() == 0U);
    BOOST_TEST(!fs::exists(fs::symlink_status(path / "_trial_temp.lock")));
  }
};

/// False if a minute passes before `condition` holds.
template <class Condition>
bool comesTrue(Condition condition) {
  for (int i = 0; i < 6000; ++i) {
    if (condition()) return true;
    (void)::poll(nullptr, 0, 10);
  }
  return false;
}

/// A pipe with a name that a reader has opened who does not read.
class UnreadPipe final {
 public:
  explicit UnreadPipe(fs::path path) : path_(std::move(path)) {
    BOOST_REQUIRE(::mkfifo(path_.c_str(), 0600) == 0);
    fd_ = reactor::UniqueFD(::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
    BOOST_REQUIRE(fd_.get() >= 0);
  }
  void fill() const {
    const std::string page(4096, '-');
    while (::write(fd_.get(), page.data(), page.size()) > 0) continue;
  }
  /// Whether it is full, and this process writes to it.
  [[nodiscard]] bool blocks(pid_t pid) const {
    pollfd entry = {fd_.get(), POLLOUT, 0};
    if (::poll(&entry, 1, 0) != 0) return false;
    const std::string process = "/proc/" + std::to_string(pid);
    const auto call = contentOf(process + "/syscall");
    const auto writing = std::to_string(SYS_write) + " 0x";
    if (!call.starts_with(writing)) return false;
    const auto fd = std::stoi(call.substr(writing.size()), nullptr, 16);
    std::error_code gone;
    return fs::read_symlink(process + "/fd/" + std::to_string(fd), gone) == path_;
  }

 private:
  fs::path path_;
  reactor::UniqueFD fd_;
};

/// A shell with job control that runs trial-dist. Each step fails the test if it is not seen.
class JobShell final {
 public:
  explicit JobShell(const Run& run, const std::string& at = {})
      : terminal(run.path, {"bash", "--norc", "--noprofile", "-i"}, variables(run, at)) {}

  /// Runs trial-dist, and waits until processes of it are at these places, which it returns.
  std::vector<pid_t> begin(Run& run, const std::string& arguments, const Places& places) {
    terminal.type(TRIAL_DIST_PROGRAM " " + arguments + "\n");
    std::vector<pid_t> processes;
    for (const auto& place : places) {
      processes.push_back(run.waiting.isAt(place));
      BOOST_TEST_REQUIRE(processes.back() > 0, terminal.text());
    }
    return processes;
  }
  void suspend(const std::vector<pid_t>& processes) {
    terminal.type(suspendKey);
    BOOST_TEST_REQUIRE(terminal.shows("Stopped"), terminal.text());
    for (const pid_t pid : processes) {
      BOOST_TEST(comesTrue([pid] { return stateOf(pid) == 'T'; }));
    }
  }
  /// The status of the shell, which is that of the last command.
  int exit() {
    terminal.type("exit\n");
    return terminal.finish();
  }

  Terminal terminal;

 private:
  static Terminal::Variables variables(const Run& run, const std::string& at) {
    auto variables = run.environment(at);
    variables.emplace_back("PS1", "$ ");
    return variables;
  }
};

struct Mode {
  bool distributed;
  std::string tests;
  [[nodiscard]] std::string arguments() const { return (distributed ? "-j2 " : "") + tests; }
  /// Where the tests wait that run at the same time.
  [[nodiscard]] Places places() const { return distributed ? Places{"one", "two"} : Places{"one"}; }
  /// Until as many tests wait as can.
  [[nodiscard]] bool waits(Run& run) const {
    return run.waiting.isAt("one") > 0 && (!distributed || run.waiting.isAt("two") > 0);
  }
};
const std::vector<Mode> modes = {
    {false, waitingProgram}, {true, waitingProgram}, {false, waitingModule}, {true, waitingModule}};
const std::vector<int> endingSignals = {SIGINT, SIGTERM, SIGHUP};

}  // namespace

BOOST_AUTO_TEST_SUITE(SignalTests, *boost::unit_test::timeout(300))

BOOST_AUTO_TEST_CASE(what_runs_has_the_grace_and_is_ended_then, *label("FIX-07")) {
  for (const auto& mode : modes) {
    for (const int signal : endingSignals) {
      BOOST_TEST_CONTEXT(mode.arguments() << " " << nameOf(signal)) {
        Run run;
        Terminal terminal(run.path, run.shell("--grace=0.3 " + mode.arguments()),
                          run.environment());
        BOOST_TEST_REQUIRE(mode.waits(run), terminal.text());
        if (signal == SIGINT) {
          terminal.type(interruptKey);
        } else {
          (void)::kill(terminal.pid(), signal);
        }
        const auto interrupted = "interrupted by " + nameOf(signal);
        BOOST_TEST(terminal.shows(interrupted + ": waiting up to 0.3 s for "), terminal.text());
        BOOST_TEST(terminal.finish() == 128 + signal);
        BOOST_TEST(terminal.shows("Not run, because the run ended early: "), terminal.text());
        BOOST_TEST(terminal.shows("KeyboardInterrupt: " + interrupted), terminal.text());
        BOOST_TEST(terminal.shows(mode.distributed
                                      ? "FAILED (interrupted, notRun=1, errors=2, successes=1)\n"
                                      : "FAILED (interrupted, notRun=2, errors=1, successes=1)\n"),
                   terminal.text());
        run.nothingIsLeft();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_test_that_resists_is_ended_with_the_run, *label("FIX-07")) {
  for (const std::string name : {"Allocates", "TakesSignals", "BlocksSignals"}) {
    for (const int signal : {SIGTERM, SIGHUP}) {
      BOOST_TEST_CONTEXT(name << " " << nameOf(signal)) {
        Run run;
        Terminal terminal(run.path, run.shell("--grace=0.3 test_stubborn." + name + "Tests"),
                          run.environment());
        BOOST_TEST_REQUIRE(run.waiting.isAt("one") > 0, terminal.text());
        (void)::kill(terminal.pid(), signal);
        BOOST_TEST(terminal.finish() == 128 + signal);
        BOOST_TEST(terminal.shows("Not run, because the run ended early: 1 tests"),
                   terminal.text());
        BOOST_TEST(terminal.shows("KeyboardInterrupt: interrupted by " + nameOf(signal)),
                   terminal.text());
        BOOST_TEST(terminal.shows("FAILED (interrupted, notRun=1, errors=1, successes=1)\n"),
                   terminal.text());
        run.nothingIsLeft();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_ends_within_the_grace_is_reported_as_ever, *label("FIX-07")) {
  for (const auto& mode : modes) {
    BOOST_TEST_CONTEXT(mode.arguments()) {
      Run run;
      Terminal terminal(run.path, run.shell("--grace=60 " + mode.arguments()), run.environment());
      BOOST_TEST_REQUIRE(mode.waits(run), terminal.text());
      terminal.type(interruptKey);
      BOOST_TEST(terminal.shows("waiting up to 60 s for "), terminal.text());
      run.waiting.go(2);  // a program may have gone on before it could be stopped
      BOOST_TEST(terminal.finish() == 128 + SIGINT);
      BOOST_TEST(terminal.shows("FAILED (interrupted, "), terminal.text());
      BOOST_TEST(terminal.text().find("errors=") == std::string::npos, terminal.text());
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_second_signal_ends_what_runs_at_once, *label("FIX-07")) {
  for (const auto& mode : modes) {
    BOOST_TEST_CONTEXT(mode.arguments()) {
      Run run;
      Terminal terminal(run.path, run.shell("--grace=1000 " + mode.arguments()), run.environment());
      BOOST_TEST_REQUIRE(mode.waits(run), terminal.text());
      terminal.type(interruptKey);
      BOOST_TEST(terminal.shows("waiting up to 1000 s for "), terminal.text());
      (void)::poll(nullptr, 0,
                   200);  // what comes at once is the same signal, passed on by a parent
      terminal.type(interruptKey);
      BOOST_TEST(terminal.finish() == 128 + SIGINT);
      BOOST_TEST(terminal.shows("FAILED (interrupted, notRun="), terminal.text());
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_terminal_that_is_closed_ends_the_run, *label("FIX-07")) {
  for (const auto& mode : modes) {
    BOOST_TEST_CONTEXT(mode.arguments()) {
      Run run;
      Terminal terminal(run.path, run.shell("--grace=0.1 " + mode.arguments()), run.environment());
      BOOST_TEST_REQUIRE(mode.waits(run), terminal.text());
      BOOST_TEST(terminal.hangUp() == 128 + SIGHUP);
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_signal_while_programs_are_listed_ends_them) {
  for (const int signal : endingSignals) {
    BOOST_TEST_CONTEXT(nameOf(signal)) {
      Run run;
      Terminal terminal(run.path, run.shell(waitingProgram), run.environment("listing"));
      BOOST_TEST_REQUIRE(run.waiting.isAt("listing") > 0, terminal.text());
      (void)::kill(terminal.pid(), signal);
      BOOST_TEST(terminal.finish() == 128 + signal);
      BOOST_TEST(terminal.text() ==
                 std::string(TRIAL_DIST_PROGRAM) + ": interrupted by " + nameOf(signal) + "\n");
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_signal_while_modules_are_listed_ends_them, *label("LOAD-11")) {
  for (const std::string arguments : {"", "-j2 ", "--reporter=waits "}) {
    for (const int signal : endingSignals) {
      BOOST_TEST_CONTEXT(arguments << nameOf(signal)) {
        Run run;
        Terminal terminal(run.path, run.shell(arguments + waitingModule),
                          run.environment("opening"));
        BOOST_TEST_REQUIRE(run.waiting.isAt("opening") > 0, terminal.text());
        (void)::kill(terminal.pid(), signal);
        BOOST_TEST(terminal.finish() == 128 + signal);
        BOOST_TEST(terminal.text() ==
                   std::string(TRIAL_DIST_PROGRAM) + ": interrupted by " + nameOf(signal) + "\n");
        run.nothingIsLeft();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_signal_while_the_report_is_written_lets_it_be_finished) {
  for (const std::string jobs : {"", "-j2 "}) {
    for (const int signal : endingSignals) {
      BOOST_TEST_CONTEXT(jobs << nameOf(signal)) {
        Run run;
        Terminal terminal(run.path,
                          run.shell(jobs + "--reporter=waits test_waits.WaitsTests.test_1_first"),
                          run.environment());
        BOOST_TEST_REQUIRE(run.waiting.isAt("reporting") > 0, terminal.text());
        (void)::kill(terminal.pid(), signal);
        run.waiting.go(1);
        BOOST_TEST(terminal.finish() == 128 + signal);
        BOOST_TEST(terminal.shows("PASSED (successes=1)\n"), terminal.text());
        run.nothingIsLeft();
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_is_stopped_and_continued_with_all_its_processes) {
  for (const auto& mode : modes) {
    BOOST_TEST_CONTEXT(mode.arguments()) {
      Run run;
      JobShell shell(run);
      const auto processes = shell.begin(run, mode.arguments(), mode.places());
      shell.suspend(processes);
      shell.terminal.type("fg\n");
      run.waiting.go(2);
      BOOST_TEST(shell.terminal.shows("PASSED (successes=4)"), shell.terminal.text());
      BOOST_TEST(shell.exit() == 0);
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_is_stopped_and_continued_in_its_grace,
                     *label("FIX-07") * label("FIX-34")) {
  for (const auto& mode : modes) {
    BOOST_TEST_CONTEXT(mode.arguments()) {
      Run run;
      JobShell shell(run);
      const auto processes = shell.begin(run, "--grace=60 " + mode.arguments(), mode.places());
      shell.terminal.type(interruptKey);
      BOOST_TEST_REQUIRE(shell.terminal.shows("waiting up to 60 s for "), shell.terminal.text());
      shell.suspend(processes);
      shell.terminal.type("fg\n");
      run.waiting.go(2);  // a program may have gone on before it could be stopped
      BOOST_TEST(shell.terminal.shows("FAILED (interrupted, "), shell.terminal.text());
      BOOST_TEST(shell.terminal.text().find("errors=") == std::string::npos, shell.terminal.text());
      shell.terminal.type("echo status=$?\n");
      BOOST_TEST(shell.terminal.shows("status=130\n"), shell.terminal.text());
      (void)shell.exit();
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_test_that_keeps_the_loop_busy_is_stopped_and_continued, *label("FIX-34")) {
  Run run;
  JobShell shell(run);
  const auto processes = shell.begin(run, "test_stubborn.CallbackTests", {"one"});
  shell.suspend(processes);
  shell.terminal.type("fg\n");
  run.waiting.go(1);
  BOOST_TEST(shell.terminal.shows("PASSED (successes=1)"), shell.terminal.text());
  BOOST_TEST(shell.exit() == 0);
  run.nothingIsLeft();
}

BOOST_AUTO_TEST_CASE(what_lists_tests_is_stopped_and_continued, *label("FIX-34")) {
  const std::vector<std::pair<std::string, std::string>> listed = {{waitingProgram, "listing"},
                                                                   {waitingModule, "opening"}};
  for (const auto& [tests, place] : listed) {
    BOOST_TEST_CONTEXT(tests) {
      Run run;
      JobShell shell(run, place);
      const auto processes = shell.begin(run, tests, {place});
      shell.suspend(processes);
      shell.terminal.type("fg\n");
      run.waiting.go(4);  // the list, the same module when it is opened, and two tests
      BOOST_TEST(shell.terminal.shows("PASSED (successes=4)"), shell.terminal.text());
      BOOST_TEST(shell.exit() == 0);
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_does_not_keep_the_run_from_ending) {
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST_CONTEXT(jobs) {
      Run run;
      const UnreadPipe pipe(run.path / "pipe");
      Terminal terminal(run.path,
                        run.shell("-u " + jobs + "test_waits.WaitsTests.test_1_first >pipe"),
                        run.environment());
      BOOST_TEST_REQUIRE(comesTrue([&] { return pipe.blocks(terminal.pid()); }), terminal.text());
      (void)::kill(terminal.pid(), SIGTERM);
      BOOST_TEST(terminal.finish() == 128 + SIGTERM);
      BOOST_TEST(terminal.shows("nobody read"), terminal.text());
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(a_report_that_nobody_reads_does_not_keep_a_run_from_ending, *label("RPT-04")) {
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST_CONTEXT(jobs) {
      Run run;
      const UnreadPipe pipe(run.path / "pipe");
      pipe.fill();
      Terminal terminal(
          run.path, run.shell("--write json=pipe " + jobs + "test_waits.WaitsTests.test_1_first"),
          run.environment());
      BOOST_TEST_REQUIRE(comesTrue([&] { return pipe.blocks(terminal.pid()); }), terminal.text());
      (void)::kill(terminal.pid(), SIGTERM);
      BOOST_TEST(terminal.finish() == 128 + SIGTERM);
      BOOST_TEST(terminal.shows("the json report cannot be written to pipe: nobody read it"),
                 terminal.text());
      run.nothingIsLeft();
    }
  }
}

/// The report's end is written when the run is over.
BOOST_AUTO_TEST_CASE(nor_does_it_after_a_signal_while_programs_are_listed, *label("RPT-04")) {
  Run run;
  const UnreadPipe pipe(run.path / "pipe");
  pipe.fill();
  Terminal terminal(run.path, run.shell("--write json=pipe " + waitingProgram),
                    run.environment("listing"));
  BOOST_TEST_REQUIRE(run.waiting.isAt("listing") > 0, terminal.text());
  (void)::kill(terminal.pid(), SIGTERM);
  BOOST_TEST(terminal.finish() == 128 + SIGTERM);
  BOOST_TEST(terminal.shows("the json report cannot be written to pipe: nobody read it"),
             terminal.text());
  BOOST_TEST(terminal.shows(": interrupted by SIGTERM"), terminal.text());
  run.nothingIsLeft();
}

/// A message on stderr, too.
BOOST_AUTO_TEST_CASE(what_a_broken_run_says_does_not_keep_it_from_ending) {
  Run run;
  const UnreadPipe pipe(run.path / "pipe");
  pipe.fill();
  Terminal terminal(run.path, run.shell(waitingProgram + " 2>pipe"), run.environment("listing"));
  BOOST_TEST_REQUIRE(run.waiting.isAt("listing") > 0, terminal.text());
  (void)::kill(terminal.pid(), SIGTERM);
  BOOST_TEST(terminal.finish() == 128 + SIGTERM);
  run.nothingIsLeft();
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_grow_is_an_error_and_no_end_without_a_word) {
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST_CONTEXT(jobs) {
      Run run;
      Terminal terminal(run.path,
                        {"bash", "-c",
                         "ulimit -f 1; exec " TRIAL_DIST_PROGRAM " " + jobs +
                             "test_switches.WantedTests test_switches.FailingTests >report"},
                        run.environment());
      BOOST_TEST(terminal.finish() == 1);
      BOOST_TEST(terminal.shows(": stdout could not be written\n"), terminal.text());
      run.nothingIsLeft();
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_finished_stands_in_a_file_while_a_later_test_hangs) {
  for (const auto& mode : modes) {
    BOOST_TEST_CONTEXT(mode.arguments()) {
      Run run;
      Terminal terminal(run.path,
                        run.shell("--reporter=bwverbose " + mode.arguments() + " >report"),
                        run.environment());
      BOOST_TEST_REQUIRE(mode.waits(run), terminal.text());
      BOOST_TEST(comesTrue([&run] {
        return contentOf(run.path / "report").find("first ... [OK]\n") != std::string::npos;
      }));
      run.waiting.go(2);
      BOOST_TEST(terminal.finish() == 0);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
