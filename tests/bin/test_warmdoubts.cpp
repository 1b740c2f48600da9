// Cases that fail in a copy of a warm process, in the real program.
#include <map>
#include <set>
#include <string>

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string doubtsProgram = programs + "/gtest_doubts";

struct DoubtsFolder : Folder {
  /// Each variable of the program with the cases that it names.
  using Variables = std::map<std::string, std::string>;

  [[nodiscard]] Ran runDoubts(const std::string& options, const Variables& variables,
                              const std::string& errors = "2>&1") const {
    fs::remove(path / "ran");
    auto all = "--warm --env RAN=" + (path / "ran").string() + " ";
    for (const auto& [name, value] : variables) all += "--env " + name + "=" + value + " ";
    return runProgram(TRIAL_DIST_PROGRAM, all + options + " " + doubtsProgram, {}, errors);
  }
  /// With a file in which the program can read what was written, and the number of the run.
  [[nodiscard]] Ran runRead(const std::string& options, Variables variables) const {
    const auto fifo = path / "output";
    fs::remove(fifo);
    BOOST_REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    fs::remove(path / "ran");
    variables.insert({{"RAN", (path / "ran").string()},
                      {"OUTPUT", fifo.string()},
                      {"MANAGER", (path / "manager").string()}});
    auto all = "-c 'echo $$ > manager; exec " + std::string(TRIAL_DIST_PROGRAM) + " --warm ";
    for (const auto& [name, value] : variables) all += "--env " + name + "=" + value + " ";
    return runProgram("sh", all + options + " " + doubtsProgram + "'", {},
                      "2>&1 | tee -p " + fifo.string() + "; :");
  }
  [[nodiscard]] std::multiset<std::string> told() const { return linesOf(path / "ran"); }
  /// Why the program is not kept warm any more; empty if it is.
  [[nodiscard]] std::string reason() const {
    const std::string before = " is started anew for each batch: ";
    const auto log = contentOf(path / "_trial_temp/test.log");
    const auto at = log.find(before);
    if (at == std::string::npos) return {};
    BOOST_TEST(log.find(before, at + 1) == std::string::npos, "it is told once");
    const auto begin = at + before.size();
    return log.substr(begin, log.find('\n', begin) - begin);
  }
};

/// The outcomes of the six cases if all are OK but these.
std::multiset<std::string> allOK(const std::map<std::string, std::string>& others = {}) {
  std::multiset<std::string> all;
  for (const std::string name : {"one", "two", "three", "four", "five", "six"}) {
    const auto other = others.find(name);
    all.insert(name + "[" + (other == others.end() ? "OK" : other->second) + "]");
  }
  return all;
}

const std::string everyCase = "--isolation=process";
const std::string byTwo = "-j1 --batch-size=2";  // the first two are none of a copy

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WarmDoubtsTests, DoubtsFolder)

BOOST_AUTO_TEST_CASE(a_case_that_fails_in_a_copy_alone_passes_with_a_warning,
                     *label("WARM-10") * label("WARM-12")) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = runDoubts(jobs + everyCase, {{"FAILS_COPIED", "two,three,"}});
    BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=6)");
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.has("Doubts.two failed in a copy of a warm process of " + doubtsProgram +
                       ", passed in a process that was started anew, and then failed in another "
                       "copy; so it counts as passed."),
               ran.output);
    BOOST_TEST(ran.has("The case had failed with:\n"));
    BOOST_TEST(ran.has("it fails in a copy"), ran.output);
    BOOST_TEST((told() == std::multiset<std::string>{"one started", "two copy", "two started",
                                                     "two copy", "three started", "four started",
                                                     "five started", "six started"}));
    BOOST_TEST(reason() == "Doubts.two failed in copies and passed in a process started anew");
  }
}

BOOST_AUTO_TEST_CASE(the_first_three_failures_run_again_and_stay_if_they_fail_again,
                     *label("WARM-10")) {
  for (const std::string jobs : {"", "-j1 "}) {
    const auto ran = runDoubts(jobs + everyCase, {{"FAILS", "two,three,four,five,"}});
    const std::multiset<std::string> expected =
        allOK({{"two", "FAIL"}, {"three", "FAIL"}, {"four", "FAIL"}, {"five", "FAIL"}});
    BOOST_TEST((outcomes(ran.output) == expected), ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (failures=4, successes=2)");
    BOOST_TEST(!ran.has("started anew"));
    BOOST_TEST((told() == std::multiset<std::string>{"one started", "two copy", "two started",
                                                     "three copy", "three started", "four copy",
                                                     "four started", "five copy", "six copy"}));
    BOOST_TEST(reason() == "");
  }
}

BOOST_AUTO_TEST_CASE(what_a_case_before_it_does_is_not_the_fault_of_the_copy, *label("WARM-11")) {
  const auto ran = runDoubts(byTwo, {{"FAILS_BEHIND", "four,"}});
  BOOST_TEST((outcomes(ran.output) == allOK({{"four", "FAIL"}})), ran.output);
  BOOST_TEST(!ran.has("started anew"));
  BOOST_TEST((told() == std::multiset<std::string>{"one started", "two started", "three copy",
                                                   "four copy", "four started", "three started",
                                                   "four started", "five copy", "six copy"}));
  BOOST_TEST(reason() == "");
}

BOOST_AUTO_TEST_CASE(a_case_runs_again_behind_those_that_ran_before_it, *label("WARM-11")) {
  const auto ran = runDoubts(byTwo, {{"FAILS_COPIED", "four,"}});
  BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
  BOOST_TEST(ran.has("started anew, alone and behind what had run before it, and then"),
             ran.output);
  BOOST_TEST((told() == std::multiset<std::string>{"one started", "two started", "three copy",
                                                   "four copy", "four started", "three started",
                                                   "four started", "three copy", "four copy",
                                                   "five started", "six started"}));
}

BOOST_AUTO_TEST_CASE(a_case_that_is_skipped_anew_has_not_passed, *label("WARM-11")) {
  const auto ran = runDoubts(everyCase, {{"FAILS_COPIED", "two,"}, {"SKIPS_STARTED", "two,"}});
  BOOST_TEST((outcomes(ran.output) == allOK({{"two", "FAIL"}})), ran.output);
  BOOST_TEST(told().count("two started") == 1U);
  BOOST_TEST(reason() == "");
}

BOOST_AUTO_TEST_CASE(a_case_that_passes_in_the_next_copy_has_failed, *label("WARM-11")) {
  const auto ran = runDoubts(everyCase, {{"COMPARES", "two,"}, {"GOLDEN", path.string()}});
  BOOST_TEST((outcomes(ran.output) == allOK({{"two", "FAIL"}})), ran.output);
  BOOST_TEST(!ran.has("started anew"));
  BOOST_TEST(
      (told() == std::multiset<std::string>{"one started", "two copy", "two started", "two copy",
                                            "three copy", "four copy", "five copy", "six copy"}));
  BOOST_TEST(reason() == "");
}

BOOST_AUTO_TEST_CASE(when_one_has_passed_all_failures_of_the_copy_run_again, *label("WARM-12")) {
  const auto ran = runDoubts("-j1 --batch-size=4", {{"FAILS_COPIED", "five,six,"}});
  BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
  const auto also =
      runDoubts("-j1 --batch-size=2", {{"FAILS", "three,four,"}, {"FAILS_COPIED", "five,six,"}});
  BOOST_TEST((outcomes(also.output) == allOK({{"three", "FAIL"}, {"four", "FAIL"}})), also.output);
  BOOST_TEST(told().count("six started") == 2U);
}

BOOST_AUTO_TEST_CASE(a_warning_has_no_more_than_the_beginning_of_a_failure, *label("WARM-10")) {
  const auto ran = runDoubts(everyCase, {{"FAILS_COPIED_LONG", "two,"}});
  BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
  BOOST_TEST(ran.has(std::string(800, 'x')));
  BOOST_TEST(!ran.has(std::string(1000, 'x')));
}

BOOST_AUTO_TEST_CASE(a_case_that_ends_a_copy_behind_others_runs_alone_once,
                     *label("WARM-10") * label("PROG-13")) {
  const auto ran = runDoubts(byTwo, {{"DIES", "four,"}});
  BOOST_TEST((outcomes(ran.output) == allOK({{"four", "ERROR"}})), ran.output);
  BOOST_TEST(ran.has("Alone in a process it ends in the same way."), ran.output);
  BOOST_TEST(told().count("four started") == 1U);
  const auto passed = runDoubts(byTwo, {{"DIES_COPIED", "four,"}});
  BOOST_TEST((outcomes(passed.output) == allOK()), passed.output);
  BOOST_TEST(!passed.has("only in company"), passed.output);
}

BOOST_AUTO_TEST_CASE(a_case_that_ends_a_copy_runs_again, *label("WARM-10")) {
  for (const auto& options : {everyCase, byTwo}) {
    const auto ran = runDoubts(options, {{"DIES_COPIED", "three,"}});
    BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
    BOOST_TEST(ran.has("Doubts.three failed in a copy"));
    BOOST_TEST(ran.has("ended by signal 6 (SIGABRT) in the middle of the case Doubts.three"));
    BOOST_TEST(told().count("four started") == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_case_that_hangs_in_a_copy_runs_again, *label("WARM-10")) {
  const auto ran =
      runDoubts("-j1 --test-timeout=2 --grace=0.3 " + everyCase, {{"HANGS_COPIED", "two,"}});
  BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
  BOOST_TEST(ran.has("was ended after 2 s, the time limit, in the middle of"), ran.output);
}

BOOST_AUTO_TEST_CASE(a_copy_that_ends_before_a_case_is_held_against_none, *label("WARM-12")) {
  for (const auto& options : {everyCase, byTwo}) {
    auto ran = runDoubts(options, {{"EXITS_COPIED", "1"}});
    BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
    BOOST_TEST(!ran.has("in a copy"));
    BOOST_TEST(reason() == "a copy exited with status 5 before its first case");
    ran = runDoubts(options, {{"FIXTURE_DIES_COPIED", "1"}});
    BOOST_TEST((outcomes(ran.output) == allOK()), ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=6)");
  }
}

BOOST_AUTO_TEST_CASE(after_a_signal_a_failure_stays, *label("WARM-10")) {
  const auto ran = runDoubts(everyCase, {{"FAILS_COPIED", "two,"}, {"INTERRUPTS_STARTED", "two,"}});
  BOOST_TEST(ran.status != 0);
  BOOST_TEST(ran.lastLine() == "FAILED (interrupted, notRun=4, failures=1, successes=1)");
  BOOST_TEST(ran.has("it fails in a copy"), ran.output);
  BOOST_TEST((told() == std::multiset<std::string>{"one started", "two copy", "two started"}));
}

BOOST_AUTO_TEST_CASE(a_signal_does_not_cost_a_failure_that_waits, *label("WARM-11")) {
  for (const std::string jobs : {"", "-j1 "}) {
    DoubtsFolder::Variables variables = {
        {"FAILS", "three,"}, {"INTERRUPTS", "four,"}, {"WAITS", "four,"}, {"FOR", "[FAIL]"}};
    const auto once = runRead(jobs + "--batch-size=2", variables);
    BOOST_TEST(once.lastLine() == "FAILED (interrupted, notRun=2, failures=1, successes=3)",
               once.output);
    BOOST_TEST(once.has("it fails"));
    variables["INTERRUPTS_AGAIN"] = "four,";
    const auto twice = runRead(jobs + "--batch-size=2", variables);
    BOOST_TEST(
        twice.lastLine() == "FAILED (interrupted, notRun=2, failures=1, errors=1, successes=2)",
        twice.output);
    BOOST_TEST(twice.has("it fails"));
  }
}

BOOST_AUTO_TEST_CASE(a_failure_does_not_wait_long_for_the_end_of_its_process, *label("WARM-11")) {
  const auto ran = runRead(byTwo + " --test-timeout=30",
                           {{"FAILS_COPIED", "three,"}, {"WAITS", "four,"}, {"FOR", "[FAIL]"}});
  BOOST_TEST((outcomes(ran.output) == allOK({{"three", "FAIL"}})), ran.output);
  BOOST_TEST(told().count("three started") == 0U);
  BOOST_TEST(told().count("four waited long") == 1U);
}

BOOST_AUTO_TEST_CASE(what_runs_again_is_no_cost_of_a_start, *label("WARM-10") * label("DUR-05")) {
  const auto file = path / "durations";
  for (const std::string failed : {"", "four,six,"}) {
    fs::remove(file);
    (void)runDoubts(byTwo + " --durations=" + file.string(), {{"DIES", "one,"}, {"FAILS", failed}});
    const auto has = contentOf(file).find("start\t") != std::string::npos;
    BOOST_TEST(has == failed.empty());  // nor is one known in which a process has died
  }
}

BOOST_AUTO_TEST_CASE(behind_one_that_has_waited_no_other_failure_waits, *label("WARM-11")) {
  const auto ran = runRead(
      "--batch-size=3 --test-timeout=30",
      {{"FAILS_COPIED", "four,five,"}, {"WAITS", "six,"}, {"FOR", "[FAIL]"}, {"THEN", "[FAIL]"}});
  BOOST_TEST((outcomes(ran.output) == allOK({{"four", "FAIL"}, {"five", "FAIL"}})), ran.output);
  BOOST_TEST(told().count("six waited long") == 1U);
  BOOST_TEST(told().count("six waited") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
