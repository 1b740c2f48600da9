// The port runs what Twisted's trial was recorded running, and prints the same.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "goldenblocks.hpp"
#include "goldenrecordings.hpp"
#include "goldentext.hpp"
#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

using Names = std::vector<std::string>;

/// Those of a behaviour that has a test case of its own here.
const Names interrupted = {"v24.7/j2-sigint-to-group", "v24.7/j2-sigint-to-manager-misattributes"};
const Names ofLocalClass = {"v24.7/j1-local-exception-class-lost"};
const Names ofPasses = {"jobs/j1-until-failure", "jobs/j2-until-failure", "v24.7/j1-until-failure"};
const Names ofWarnings = {"jobs/j1-unclean-warnings", "plain/unclean-warnings"};

Names theOthers() {
  auto names = golden::recordedNames();
  for (const auto& apart : {interrupted, ofLocalClass, ofPasses, ofWarnings}) {
    for (const auto& name : apart) std::erase(names, name);
  }
  return names;
}

/// Which order a seed stands for is another matter here: all that is printed is compared, but not
/// its order (tests/golden/README.md).
const std::set<std::string> shuffled = {"plain/random-1", "jobs/j1-random-1"};

/// More workers than one, or as many as there are processors.
bool onSeveralWorkers(const std::string& arguments) {
  static const std::regex jobs("-j([2-9]|auto)");
  return std::regex_search(arguments, jobs);
}

/// A folder as the recorded runs found it.
struct GoldenFolder : Folder {
  GoldenFolder() {
    fs::create_directory(path / "precious");
    std::ofstream(path / "precious/thesis.txt") << "years of work\n";
    fs::create_symlink(std::to_string(::getpid()),
                       path / "busy.lock");  // somebody lives and has it
  }

  [[nodiscard]] std::string environmentOf(const golden::Command& command) const {
    auto environment = std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES + " ";
    environment += command.environment;
    if (const auto at = environment.find("<cwd>"); at != std::string::npos)
      environment.replace(at, std::string("<cwd>").size(), path.string());
    return environment;
  }
  [[nodiscard]] golden::Printed comparable(const Ran& ran) const {
    return {printed(ran.output), printed(ran.errors), ran.status};
  }
  [[nodiscard]] std::string printed(const std::string& text) const {
    return golden::printedHere(text, path, TRIAL_DIST_PROGRAM, TRIAL_GOLDEN_MODULES);
  }
  [[nodiscard]] golden::Printed runRecorded(const std::string& name) const {
    const auto command = golden::commandOf(name);
    return comparable(runApart(command.arguments, environmentOf(command)));
  }
  /// SIGINT comes when two cases have begun. It goes to the program, or to its process group as
  /// from a terminal.
  [[nodiscard]] golden::Printed runInterrupted(const std::string& name, bool toGroup) const;

  [[nodiscard]] golden::Left left() const {
    golden::Left left;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      const auto file = fs::relative(entry.path(), path).string();
      if (file.starts_with("precious") || file.starts_with("busy")) continue;
      left.tree += (entry.is_directory() ? "d " : "f ") + file + "\n";
      if (file.ends_with(".log"))
        left.logs[entry.path().filename().string()] += printed(contentOf(entry.path()));
    }
    return left;
  }
};

golden::Printed GoldenFolder::runInterrupted(const std::string& name, bool toGroup) const {
  const auto began = path / "began";
  BOOST_TEST_REQUIRE(::mkfifo(began.c_str(), 0600) == 0);
  const int fifo = ::open(began.c_str(), O_RDWR | O_CLOEXEC);
  BOOST_TEST_REQUIRE(fifo >= 0);
  const auto command = golden::commandOf(name);
  const auto words = "cd " + path.string() + " && exec env GOLDEN_BEGAN=" + began.string() + " " +
                     environmentOf(command) + TRIAL_DIST_PROGRAM + " " + command.arguments +
                     " >out 2>err </dev/null";
  const auto pid = ::fork();
  BOOST_TEST_REQUIRE(pid >= 0);
  if (pid == 0) {
    ::setpgid(0, 0);
    ::execl("/bin/sh", "sh", "-c", words.c_str(), nullptr);
    ::_exit(127);
  }
  for (int cases = 0; cases < 2; ++cases) {
    pollfd entry{fifo, POLLIN, 0};
    char mark = 0;
    BOOST_TEST(::poll(&entry, 1, 60'000) == 1, "no case begins");
    if (entry.revents != 0) BOOST_TEST(::read(fifo, &mark, 1) == 1);
  }
  ::kill(toGroup ? -pid : pid, SIGINT);
  int status = 0;
  BOOST_TEST(::waitpid(pid, &status, 0) == pid);
  ::close(fifo);
  // Which cases it names depends on what the manager has heard of.
  BOOST_TEST(contentOf(path / "err").starts_with("interrupted by SIGINT: waiting up to 5 s for "));
  return comparable({contentOf(path / "out"), "", WIFEXITED(status) ? WEXITSTATUS(status) : -1});
}

/// Which worker ran a test is not compared.
std::vector<std::string> blocksOf(const std::string& text) {
  static const std::regex worker(R"(\bworker \d+\b)");
  return golden::blocksOf(std::regex_replace(text, worker, "worker <worker>"));
}

void compare(const std::string& name, const golden::Printed& ran) {
  const auto expected = golden::expectedOf(name);
  BOOST_TEST(ran.status == expected.status);
  BOOST_TEST(ran.errors == expected.errors);
  if (shuffled.contains(name)) {
    BOOST_TEST(golden::sortedLines(ran.output) == golden::sortedLines(expected.output),
               boost::test_tools::per_element());
  } else if (onSeveralWorkers(golden::commandOf(name).arguments)) {
    BOOST_TEST(blocksOf(ran.output) == blocksOf(expected.output), boost::test_tools::per_element());
  } else {
    BOOST_TEST(ran.output == expected.output);
  }
}

std::vector<std::string> filesOf(const std::string& tree) {
  static const std::regex worker("_trial_temp/[0-9]+");
  return golden::sortedLines(std::regex_replace(tree, worker, "_trial_temp/<worker>"));
}

/// The manager logs with a time stamp; in the recordings it does not log. A traceback ends with an
/// empty line there.
std::vector<std::string> linesOfLog(const std::string& text) {
  static const std::regex stamped(R"(\d{4}-\d\d-\d\d .*)");
  auto lines = golden::sortedLines(text);
  std::erase_if(lines, [](const std::string& line) {
    return line.empty() || std::regex_match(line, stamped);
  });
  return lines;
}

void compareLeft(const std::string& name, const golden::Left& left) {
  const auto expected = golden::expectedLeft(name);
  if (!fs::exists(golden::recordings() / (name + ".tree"))) return;
  BOOST_TEST(filesOf(left.tree) == filesOf(expected.tree), boost::test_tools::per_element());
  for (const auto& [file, text] : expected.logs) {
    BOOST_TEST_REQUIRE(left.logs.contains(file), file);
    BOOST_TEST(linesOfLog(left.logs.at(file)) == linesOfLog(text),
               boost::test_tools::per_element());
  }
}

void runAndCompare(const std::string& name) {
  const GoldenFolder folder;
  compare(name, folder.runRecorded(name));
  compareLeft(name, folder.left());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(GoldenTests)

BOOST_DATA_TEST_CASE(a_run_prints_what_was_recorded, boost::unit_test::data::make(theOthers()),
                     name) {
  runAndCompare(name);
}

BOOST_AUTO_TEST_CASE(results_of_an_interrupted_run_are_their_tests_own, *label("FIX-12")) {
  for (const auto& name : interrupted) {
    const GoldenFolder folder;
    compare(name, folder.runInterrupted(name, name.ends_with("-to-group")));
  }
}

BOOST_AUTO_TEST_CASE(an_exception_of_a_class_that_only_its_test_knows_is_shown, *label("FIX-13")) {
  for (const auto& name : ofLocalClass) {
    const GoldenFolder folder;
    const auto command = golden::commandOf(name);
    const auto ran = folder.runApart(command.arguments, folder.environmentOf(command));
    compare(name, folder.comparable(ran));
    // The recordings are compared without frames.
    BOOST_TEST(ran.has("/edge/test_localclass.cpp\", line "), ran.output);
    BOOST_TEST(ran.has("test_2_localException\n    throw LocalError("), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(each_pass_has_its_own_counts_and_its_header_first, *label("FIX-20")) {
  for (const auto& name : ofPasses) runAndCompare(name);
}

BOOST_AUTO_TEST_CASE(a_warning_stands_in_the_report_of_its_test, *label("FIX-28")) {
  for (const auto& name : ofWarnings) runAndCompare(name);
}

BOOST_AUTO_TEST_CASE(every_recording_is_compared_and_every_file_is_of_one) {
  BOOST_TEST(golden::recordedNames().size() == 142U);
  BOOST_TEST(golden::strayFiles() == Names(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_better_is_another_text_and_has_a_name) {
  for (const auto& [name, why] : golden::better()) {
    const auto here = golden::expectedOf(name);
    const auto recorded = golden::recordedOf(name);
    BOOST_TEST((here.output != recorded.output || here.status != recorded.status ||
                here.errors != recorded.errors ||
                golden::expectedLeft(name).tree != golden::recordedLeft(name).tree),
               name << ", " << why);
  }
}

BOOST_AUTO_TEST_CASE(blocks_of_cases_have_no_order_and_lose_no_line) {
  const std::string text =
      "Running 3 tests.\na\n  B\n    one ... [OK]\n    two ... boom\n[FAIL]\nlonely\nc\n  D\n"
      "    one ... [OK]\n\n" +
      std::string(79, '=') + "\n[FAIL]\nboom\n\na.B.two\na.B.one\n" + std::string(79, '-') +
      "\nRan 3 tests\n\nFAILED (failures=1)\nTest Pass 2\n..F\n";
  BOOST_TEST(golden::blocksOf(text) ==
                 (Names{"", "Ran 3 tests\n\nFAILED (failures=1)\n", "Running 3 tests.",
                        "Test Pass 2: ..F", "Test Pass 2: Test Pass 2",
                        "[FAIL]\nboom\n\na.B.one\na.B.two\n", "a.B.one ... [OK]\n",
                        "a.B.two ... boom\n[FAIL]\n", "c.D.one ... [OK]\n", "lonely"}),
             boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(every_module_of_the_suite_loads_but_the_broken_one, Folder) {
  const auto ran =
      run("-n --reporter=bwverbose sample edge", std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES);
  // A module that cannot be loaded would stand there without a class and a method.
  std::size_t tests = 0;
  std::istringstream lines(ran.output);
  for (std::string line; std::getline(lines, line);) {
    if (!line.ends_with(" ... [OK]")) continue;
    const auto id = line.substr(0, line.find(' '));
    const auto dots = std::count(id.begin(), id.end(), '.');
    BOOST_TEST((dots == 3 || id == "sample.test_badimport" || id.starts_with("edge.custom.")), id);
    ++tests;
  }
  BOOST_TEST(tests == 106U);
}

BOOST_AUTO_TEST_SUITE_END()
