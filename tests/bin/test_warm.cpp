// Processes of programs that are copies of a warm one, in the real program.
#include <csignal>
#include <fstream>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <reactor/process/reap.hpp>
#include <reactor/process/uniquefd.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;
namespace data = boost::unit_test::data;

namespace {

const std::string warmProgram = programs + "/gtest_warm";

/// What the program does before its main function, and what the log says of it; empty if it can
/// be copied.
struct BeforeMain {
  std::string what;
  std::string reason;
  friend std::ostream& operator<<(std::ostream& out, const BeforeMain& one) {
    return out << one.what;
  }
};

const std::vector<BeforeMain> allBeforeMain = {
    {"nothing", ""},
    {"seed", ""},
    {"ended_thread", ""},
    {"atfork", ""},
    {"thread", "it has 2 threads before main"},
    {"offset", "it has a descriptor open before main: "},
    {"socket", "it has a descriptor open before main: socket:["},
    {"timer", "it has set a timer before main"},
    {"posix_timer", "it has made a timer before main"},
    {"child", "it has child processes before main"},
    {"shared", "it has memory that copies would share"},
    {"number", "it asks for its process number before main"},
    {"output", "it has written 17 bytes before main"},
    {"signal", "a signal waits for it before main"},
    {"descriptor", "it changes descriptor 0 before main"},
    {"again", "it has ended, or has become another program, before its main began"},
};

struct WarmFolder : Folder {
  WarmFolder() { std::ofstream(path / "lines") << "first\nother\n"; }

  [[nodiscard]] Ran runWarm(const std::string& options, const std::string& program = warmProgram,
                            const std::string& environment = {}) const {
    fs::remove(path / "ran");
    return run("--env RAN=" + (path / "ran").string() +
                   " --env LINES=" + (path / "lines").string() + " " + options + " " + program,
               environment);
  }
  [[nodiscard]] std::string log() const { return contentOf(path / "_trial_temp/test.log"); }
  /// How often the log says that the program is started anew.
  [[nodiscard]] std::size_t toldReasons(const std::string& reason) const {
    const auto text = log();
    const auto line = " is started anew for each batch: " + reason;
    std::size_t count = 0;
    for (auto at = text.find(line); at != std::string::npos; at = text.find(line, at + 1)) ++count;
    return count;
  }
  /// The lines that the cases of the program have written.
  [[nodiscard]] std::multiset<std::string> told() const { return linesOf(path / "ran"); }
};

/// The processes whose `argv[0]` is this.
std::vector<pid_t> processesOf(const std::string& program) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (contentOf(entry.path() / "cmdline").c_str() == program) found.push_back(std::stoi(name));
  }
  return found;
}

/// False if they have not ended in half a minute.
bool end(const std::vector<pid_t>& processes) {
  for (const auto pid : processes) {
    const reactor::UniqueFD handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    pollfd ended = {handle.get(), POLLIN, 0};
    if (handle.get() >= 0 && ::poll(&ended, 1, 30'000) != 1) return false;
  }
  return true;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WarmTests, WarmFolder)

BOOST_TEST_DECORATOR(*label("WARM-01") * label("WARM-05"))
BOOST_DATA_TEST_CASE_F(WarmFolder, outcomes_do_not_depend_on_it, data::make(allBeforeMain),
                       beforeMain) {
  const auto options = "--isolation=process --env WARM=" + beforeMain.what;
  const auto anew = outcomes(runWarm("--no-warm " + options).output);
  BOOST_TEST(anew.size() == 13U);
  BOOST_TEST(outcomes(runWarm("--warm " + options).output) == anew);
  BOOST_TEST(toldReasons("") == (beforeMain.reason.empty() ? 0U : 1U), log());
  BOOST_TEST(toldReasons(beforeMain.reason) == toldReasons(""), log());
  const std::string expected = beforeMain.reason.empty() ? "copy" : "started";
  BOOST_TEST(told().count(expected) == (beforeMain.reason.empty() ? 1U : 2U));
}

BOOST_AUTO_TEST_CASE(processes_behind_the_first_are_copies_if_it_is_asked_for,
                     *label("WARM-01") * label("WARM-02") * label("WARM-05")) {
  (void)runWarm("--warm --isolation=process");
  BOOST_TEST(told().count("started") == 1U);
  BOOST_TEST(told().count("copy") == 1U);
  (void)runWarm("--isolation=process");
  BOOST_TEST(told().count("started") == 2U);
  (void)runWarm("--warm -j1 --batch-size=2");
  BOOST_TEST(told().count("copy") == 1U);
}

BOOST_AUTO_TEST_CASE(a_copy_is_a_process_like_others, *label("WARM-03")) {
  const auto ran = runWarm(
      "--warm -j1 --isolation=process --env WARM=folder --env LD_PRELOAD=libm.so.6 "
      "--env PRELOADED=libm.so.6");
  const auto found = outcomes(ran.output);
  BOOST_TEST(found.count("is_a_process_like_others[OK]") == 1U, ran.output);
  BOOST_TEST(found.count("dies_as_it_should[OK]") == 1U, ran.output);
  const auto temporary = path / "_trial_temp/0/tmp";
  std::vector<std::string> left;
  for (const auto& entry : fs::directory_iterator(temporary)) left.push_back(entry.path());
  BOOST_TEST_REQUIRE(left.size() == 1U, "only the folder in which something was left");
  BOOST_TEST(fs::exists(left.front() + "/left"));
  BOOST_TEST(told().count("copy in " + left.front()) == 1U);
}

BOOST_AUTO_TEST_CASE(programs_that_are_built_otherwise_are_started_anew, *label("WARM-04")) {
  const auto own = path / "with_rights";
  fs::copy_file(warmProgram, own);
  fs::permissions(own, fs::perms::set_uid, fs::perm_options::add);
  const std::vector<std::pair<std::string, std::string>> rows = {
      {programs + "/boost_static_whole", "it is linked statically"},
      {warmProgram + "_asan", "it needs libasan.so"},
      {own, "it gets rights of its own"}};
  for (const auto& [program, reason] : rows) {
    if (!fs::exists(program)) continue;  // no compiler for it
    const auto anew = outcomes(runWarm("--no-warm --batch-size=4", program).output);
    BOOST_TEST(outcomes(runWarm("--warm --batch-size=4", program).output) == anew, program);
    BOOST_TEST(toldReasons(reason) == 1U, log());
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_ends_before_its_main_is_started_anew, *label("WARM-05")) {
  const auto ran = runWarm("--warm --batch-size=1 --env WARM=ends");
  BOOST_TEST(outcomes(ran.output).count("passes[OK]") == 1U, ran.output);
  BOOST_TEST(toldReasons("it has ended, or has become another program, before") == 1U, log());
}

BOOST_AUTO_TEST_CASE(a_copy_that_hangs_is_ended_in_time, *label("WARM-03")) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = runWarm(jobs +
                             "--warm --isolation=process --env WARM=hangs --test-timeout=2 "
                             "--grace=0.3");
    BOOST_TEST(outcomes(ran.output).count("hangs[ERROR]") == 1U, ran.output);
    BOOST_TEST(ran.has("was ended after 2 s, the time limit, in the middle of the case"));
    BOOST_TEST(outcomes(ran.output).count("has_threads[OK]") == 1U);
    BOOST_TEST(toldReasons("") == 0U, log());
  }
}

BOOST_AUTO_TEST_CASE(when_the_warm_process_is_lost_the_program_is_started_anew, *label("WARM-06")) {
  const auto ran = runWarm("--warm --isolation=process --env WARM=kills");
  BOOST_TEST(outcomes(ran.output).size() == 13U, ran.output);
  BOOST_TEST(outcomes(ran.output).count("has_threads[OK]") == 1U);
  BOOST_TEST(toldReasons("its warm process has ended") == 1U, log());
  BOOST_TEST(told().count("copy") == 1U);
}

BOOST_AUTO_TEST_CASE(four_programs_are_warm_at_a_time, *label("WARM-07")) {
  std::string all;
  for (const auto* name : {"a", "b", "c", "d", "e", "f"}) {
    fs::copy_file(warmProgram, path / name);
    for (const auto* one : {"passes", "counts"})
      all += (path / name).string() + "::Warm." + one + " ";
  }
  const auto ran = runWarm("--warm --isolation=process", all);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=12)");
  for (const auto* count : {"1", "2", "3"})
    BOOST_TEST(told().count(std::string(count) + " warm") == 1U, count);
  BOOST_TEST(told().count("4 warm") == 3U);
}

BOOST_AUTO_TEST_CASE(none_outlives_the_run, *label("WARM-08")) {
  const auto own = path / "own";
  fs::create_symlink(warmProgram, own);
  for (const std::string jobs : {"", "-j2 "}) {
    (void)runWarm(jobs + "--warm --isolation=process", own);
    BOOST_TEST(processesOf(own).empty());
  }
}

BOOST_AUTO_TEST_CASE(none_outlives_a_run_that_is_killed, *label("WARM-08")) {
  const auto own = path / "own";
  fs::create_symlink(warmProgram, own);
  const auto fifo = path / "ran";
  BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const std::string jobs : {"", "-j1 "}) {
    const auto command = "cd '" + path.string() + "' && exec " TRIAL_DIST_PROGRAM " " + jobs +
                         "--warm --isolation=process --env WARM=hangs --env RAN=" + fifo.string() +
                         " " + own.string() + " >out 2>&1 </dev/null";
    const pid_t run = ::fork();
    if (run == 0) ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    std::string line;
    while (line != "hangs") {
      std::ifstream lines(fifo);
      while (line != "hangs" && std::getline(lines, line)) {
      }
    }
    const auto processes = processesOf(own);
    BOOST_TEST(processes.size() == 2U, "a warm one and the copy that hangs");
    ::kill(run, SIGKILL);
    (void)reactor::reap(run);
    BOOST_TEST(end(processes));
    BOOST_TEST(processesOf(own).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
