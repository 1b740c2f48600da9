// Which cases of a program share a process, in the real program.
#include <fstream>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(IsolationProgramTests, Folder)

BOOST_AUTO_TEST_CASE(cases_share_as_many_processes_as_is_asked_for, *label("DUR-09")) {
  struct Row {
    const char* options;
    std::size_t least;
    std::size_t most;
  };
  for (const auto& [options, least, most] :
       {Row{"", 1, 1}, Row{"--isolation=process", 12, 12}, Row{"--isolation=process -j2", 12, 12},
        Row{"--isolation=program -j2", 1, 1}, Row{"--batch-size=5", 3, 3},
        Row{"--batch-size=2 -j2", 6, 12}}) {
    const auto ran = run(std::string(options) + " --env PROCESSES=" + (path / "pids").string() +
                         " " + programs + "/boost_processes");
    BOOST_TEST(ran.lastLine() == "PASSED (successes=12)", options);
    const auto lines = linesOf(path / "pids");
    const auto processes = std::set<std::string>(lines.begin(), lines.end()).size();
    BOOST_TEST(lines.size() == 12U, options);
    BOOST_TEST(processes >= least, options << ": " << processes);
    BOOST_TEST(processes <= most, options << ": " << processes);
    fs::remove(path / "pids");
  }
}

BOOST_AUTO_TEST_CASE(thousands_of_cases_share_one_process, *label("DUR-09")) {
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + "--isolation=program --env CASES=1500 --env PROCESSES=" +
                         (path / "pids").string() + " " + programs + "/boost_processes");
    BOOST_TEST(ran.lastLine() == "PASSED (successes=1500)", jobs);
    const auto lines = linesOf(path / "pids");
    BOOST_TEST(lines.size() == 1500U, jobs);
    BOOST_TEST(std::set<std::string>(lines.begin(), lines.end()).size() == 1U, jobs);
    fs::remove(path / "pids");
  }
}

BOOST_AUTO_TEST_CASE(the_configuration_file_says_it_for_some_programs, *label("DUR-10")) {
  std::ofstream(path / "trial-dist.toml")
      << "[[overrides]]\nprograms = '*'\nisolation = 'process'\n"
         "[[overrides]]\nprograms = 'o*'\nisolation = 'program'\n";
  fs::create_symlink(programs + "/boost_processes", path / "alone");
  fs::create_symlink(programs + "/boost_processes", path / "one");
  const auto processesOf = [this](const std::string& arguments) {
    const auto ran = run("--env PROCESSES=" + (path / "pids").string() + " " + arguments);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=12)", arguments);
    const auto lines = linesOf(path / "pids");
    fs::remove(path / "pids");
    return std::set<std::string>(lines.begin(), lines.end()).size();
  };
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST(processesOf(jobs + "./alone") == 12U, jobs);
    BOOST_TEST(processesOf(jobs + "./one") == 1U, jobs);
    // The command line wins.
    BOOST_TEST(processesOf(jobs + "--isolation=program ./alone") == 1U, jobs);
    BOOST_TEST(processesOf(jobs + "--isolation=process ./one") == 12U, jobs);
  }
}

BOOST_AUTO_TEST_SUITE_END()
