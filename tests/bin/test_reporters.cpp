// The reporters in the real program, over the golden suite and in a terminal.
#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <pty.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(ReporterProgramTests, Folder)

namespace {

const std::string golden = std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES;
const std::string reporters =
    std::string("TRIAL_PATH=") + TRIAL_TEST_MODULES + "/reporters:" + TRIAL_GOLDEN_MODULES;

/// The text from the first group with the tag to the next group with another tag.
std::string groupsOf(const std::string& output, const std::string& tag) {
  std::string groups;
  const std::string line = std::string(79, '=') + "\n";
  for (auto at = output.find(line); at != std::string::npos;) {
    const auto next = output.find(line, at + line.size());
    const auto group = output.substr(at, std::min(next, output.find("\n---", at)) - at);
    if (group.substr(line.size()).starts_with(tag + "\n")) groups += group;
    at = next;
  }
  return groups;
}

struct SubunitOutcome {
  std::string id;
  std::string outcome;
  std::string details;
};
/// Reads version 1 as strictly as it is written here: each line belongs to a test, and each test
/// has one outcome. What is not subunit is an error.
std::vector<SubunitOutcome> parseSubunit(const std::string& text) {
  std::vector<SubunitOutcome> outcomes;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    BOOST_TEST_REQUIRE(line.starts_with("test: "), line);
    const auto id = line.substr(sizeof "test: " - 1);
    BOOST_TEST_REQUIRE(static_cast<bool>(std::getline(lines, line)), id << " has no outcome");
    const auto colon = line.find(": ");
    BOOST_TEST_REQUIRE(colon != std::string::npos, line);
    SubunitOutcome outcome{id, line.substr(0, colon), {}};
    const auto rest = line.substr(colon + 2);
    if (rest != id) {
      BOOST_TEST_REQUIRE(rest == id + " [", line);
      for (;;) {
        BOOST_TEST_REQUIRE(static_cast<bool>(std::getline(lines, line)), id << " is not ended");
        if (line == "]") break;
        outcome.details += line + "\n";
      }
    }
    outcomes.push_back(std::move(outcome));
  }
  BOOST_TEST((text.empty() || text.back() == '\n'));
  return outcomes;
}

std::map<std::string, int> countsOf(const std::vector<SubunitOutcome>& outcomes) {
  std::map<std::string, int> counts;
  for (const auto& outcome : outcomes) ++counts[outcome.outcome];
  return counts;
}

/// The output of the program in a terminal of `columns`.
std::string inTerminal(const Folder& folder, unsigned short columns, const std::string& arguments,
                       const std::string& environment) {
  const auto command = "cd " + folder.path.string() + " && env -u COLUMNS -u NO_COLOR " + golden +
                       " " + environment + " " + TRIAL_DIST_PROGRAM + " " + arguments;
  winsize size{};
  size.ws_col = columns;
  size.ws_row = 24;
  int terminal = -1;
  const auto child = ::forkpty(&terminal, nullptr, nullptr, &size);
  BOOST_REQUIRE(child >= 0);
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  std::string output;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto size_read = ::read(terminal, buffer.data(), buffer.size());
    if (size_read < 0 && errno == EINTR) continue;
    if (size_read <= 0) break;  // EIO: the other end is closed
    output.append(buffer.data(), static_cast<std::size_t>(size_read));
  }
  ::close(terminal);
  int status = 0;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  output.erase(std::remove(output.begin(), output.end(), '\r'), output.end());
  return output;
}

std::size_t longestLine(const std::string& text) {
  std::size_t longest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_distributed_run_writes_nothing_but_subunit, *label("FIX-14")) {
  const auto ran = run("-j2 --reporter=subunit sample", golden);
  BOOST_TEST(ran.status == 1);
  const auto outcomes = parseSubunit(ran.output);
  const auto counts = countsOf(outcomes);
  BOOST_TEST(counts.at("successful") == 14, "successes and unexpected ones");
  BOOST_TEST(counts.at("failure") == 4);
  BOOST_TEST(counts.at("error") == 15);
  BOOST_TEST(counts.at("skip") == 6);
  BOOST_TEST(counts.at("xfail") == 2);
  BOOST_TEST(outcomes.size() == 41U);
  const auto twice = std::count_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
    return outcome.id == "sample.test_fixtures.TearDownErrorTests.test_failsToo";
  });
  BOOST_TEST(twice == 2);
}

BOOST_AUTO_TEST_CASE(passes_of_a_protocol_follow_each_other, *label("FIX-14")) {
  const auto ran = run("-j2 --reporter=subunit -u sample.test_countdown",
                       golden + " GOLDEN_COUNTER=" + (path / "golden-counter").string());
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(parseSubunit(ran.output).size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_serial_run_tells_the_same_and_what_tests_print, *label("REP-22")) {
  const auto serial = run("--reporter=subunit sample", golden);
  BOOST_TEST(serial.status == 1);
  const std::string printed = "text printed by a test\n";
  const auto at = serial.output.find(printed);
  BOOST_TEST_REQUIRE(at != std::string::npos);
  auto text = serial.output;
  text.erase(at, printed.size());
  const auto id = std::string("sample.test_outcomes.OutcomeTests.test_p_stdout\n");
  BOOST_TEST(std::string_view(text).substr(0, at).ends_with("test: " + id));
  const auto distributed = run("-j2 --reporter=subunit sample", golden);
  BOOST_TEST(countsOf(parseSubunit(text)) == countsOf(parseSubunit(distributed.output)));
}

BOOST_AUTO_TEST_CASE(expected_failures_are_told_alike_with_and_without_workers, *label("REP-27")) {
  const auto serial = groupsOf(run("sample", golden).output, "[TODO]");
  const auto distributed = groupsOf(run("-j1 sample", golden).output, "[TODO]");
  BOOST_TEST(serial == distributed);
  for (const char* part :
       {"Reason: 'not written yet'\nTraceback", "test_outcomes.cpp\", line ",
        "std.runtime_error: expected breakage\n\nsample.test_outcomes.OutcomeTests.",
        "Reason: 'sync todo'\nTraceback"}) {
    BOOST_TEST(distributed.find(part) != std::string::npos, part);
  }
}

BOOST_AUTO_TEST_CASE(an_unclean_reactor_is_told_as_it_was_recorded, *label("REP-24")) {
  auto recorded =
      contentOf(std::string(TRIAL_GOLDEN_RECORDINGS) + "/plain/unclean-warnings.stdout");
  BOOST_TEST_REQUIRE(!recorded.empty());
  recorded = std::regex_replace(recorded, std::regex(R"(\.\.\. \S+: UserWarning)"),
                                "... PLACE: UserWarning");
  // A callable has no name here.
  recorded = std::regex_replace(recorded, std::regex(R"( int\(\)>)"), ">");
  const std::string name = "sample.test_outcomes.OutcomeTests.test_i_uncleanDelayedCall";
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = run(jobs + "--unclean-warnings " + name, golden);
    BOOST_TEST(ran.status == 0);
    auto text = ran.output.substr(jobs.empty() ? 0 : ran.output.find('\n') + 1);
    text = std::regex_replace(text, std::regex(R"(\.\.\. \S+: UserWarning)"),
                              "... PLACE: UserWarning");
    text = std::regex_replace(text, std::regex("0x[0-9a-f]+"), "<addr>");
    text = std::regex_replace(text, std::regex(R"([0-9]+\.[0-9]+s\b)"), "<secs>s");
    BOOST_TEST(text == recorded);
  }
}

BOOST_AUTO_TEST_CASE(a_reporter_of_a_user_is_opened_by_the_manager_alone) {
  const auto opened = path / "opened";
  const auto lines = [](const std::string& output) {
    std::vector<std::string> sorted;
    std::istringstream stream(output);
    for (std::string line; std::getline(stream, line);) {
      if (!line.starts_with("Running ")) sorted.push_back(line);
    }
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  };
  const auto environment = reporters + " REPORTER_OPENED_IN=" + opened.string();
  const auto serial = run("--reporter=lines sample.test_passing", environment);
  BOOST_TEST(serial.status == 0);
  BOOST_TEST(serial.output.starts_with("made with default\nstart sample.test_passing."));
  BOOST_TEST(serial.lastLine() == "done 6");
  const auto distributed = run("-j2 --reporter=lines sample.test_passing", environment);
  BOOST_TEST(distributed.status == 0);
  BOOST_TEST(lines(serial.output) == lines(distributed.output), boost::test_tools::per_element());
  // In each run the process that lists it opens it, then the manager.
  BOOST_TEST(fs::file_size(opened) == 4 * std::string("opened\n").size());
}

BOOST_AUTO_TEST_CASE(a_reporter_lies_in_the_runs_folder_or_is_given_by_path) {
  const auto module = fs::path(TRIAL_TEST_MODULES) / "reporters" / "reporter_lines.so";
  const auto byPath = run("--reporter=" + module.string() + " sample.test_passing", golden);
  BOOST_TEST(byPath.lastLine() == "done 6");
  fs::copy_file(module, path / "libreporter_lines.so");
  const auto byName = run("-j2 --reporter=lines sample.test_passing", golden);
  BOOST_TEST(byName.lastLine() == "done 6");
}

BOOST_AUTO_TEST_CASE(a_reporter_that_cannot_be_used_ends_the_program_with_the_reason) {
  const auto broken = run("--reporter=undefined sample.test_passing", reporters);
  BOOST_TEST(broken.status == 1);
  BOOST_TEST(broken.has("reporter_undefined.so: undefined symbol"), broken.output);
  const auto silent = run("--reporter=silent sample.test_passing", reporters);
  BOOST_TEST(silent.status == 1);
  BOOST_TEST(silent.has("registers no reporter"), silent.output);
}

BOOST_AUTO_TEST_CASE(failures_of_programs_begin_with_their_places, *label("PROG-25")) {
  for (const std::string framework : {"boost", "catch2", "doctest", "gtest"}) {
    const auto name = framework + "_outcomes";
    const std::regex placed("\n[^\n: ]*" + name + "\\.cpp:[0-9]+: ");
    for (const std::string options :
         {"", "-j2 ", "--tbformat=brief ", "-e ", "--reporter=text -e ", "--reporter=subunit "}) {
      BOOST_TEST_CONTEXT(options << framework) {
        const auto ran = run(options + programs + "/" + name);
        BOOST_TEST(!ran.has("Traceback"), ran.output);
        BOOST_TEST(!ran.has("trial.Program"), ran.output);
        // With -e they stand among the names of the cases, too.
        const auto cases = ran.output.substr(0, ran.output.find("\n====="));
        const bool atOnce = options.find("-e ") != std::string::npos;
        BOOST_TEST(std::regex_search(atOnce ? cases : ran.output, placed), ran.output);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_terminal_has_colours_and_lines_of_its_width, *label("REP-21")) {
  const std::string arguments = "sample.test_sync";
  const auto wide = inTerminal(*this, 80, arguments, "TERM=xterm");
  BOOST_TEST(wide.find("\x1b[32;1m[OK]\x1b[0m\n") != std::string::npos, wide);
  BOOST_TEST(wide.find("\x1b[31;1mFAILED\x1b[0m (skips=1") != std::string::npos);
  const auto dumb = inTerminal(*this, 80, arguments, "TERM=dumb");
  BOOST_TEST(dumb.find('\x1b') == std::string::npos);
  BOOST_TEST(dumb.find("    test_success ...                                                       "
                       "[OK]\n") != std::string::npos,
             dumb);
  const auto plain = inTerminal(*this, 80, arguments, "TERM=xterm NO_COLOR=1");
  BOOST_TEST(plain.find('\x1b') == std::string::npos);
  const auto narrow = inTerminal(*this, 40, "-n " + arguments, "TERM=dumb");
  BOOST_TEST(longestLine(narrow) == 39U, narrow);
  BOOST_TEST(narrow.find("    test_success ...               [OK]\n") != std::string::npos, narrow);
  const auto told = inTerminal(*this, 40, "-n " + arguments, "TERM=dumb COLUMNS=60");
  BOOST_TEST(longestLine(told) == 59U, told);
  BOOST_TEST(longestLine(run("-n " + arguments, golden + " COLUMNS=40").output) == 79U);
}

BOOST_AUTO_TEST_SUITE_END()
