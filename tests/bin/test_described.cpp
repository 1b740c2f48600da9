// Frameworks that a configuration file describes: real programs of CppUTest, and small programs
// that speak as the runners of DuckDB and of Bitcoin do.
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

/// The description of this framework that docs/programs.md has.
std::string descriptionInDocs(const std::string& framework) {
  const auto text = contentOf(TRIAL_DOCS "/programs.md");
  const auto name = text.find("\nname = \"" + framework + "\"\n");
  BOOST_REQUIRE(name != std::string::npos);
  const std::string mark = "```toml\n";
  const auto begin = text.rfind(mark, name) + mark.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

struct DescribedPrograms : Folder {
  void configure(const std::string& text) const { std::ofstream(path / "trial-dist.toml") << text; }
  void script(const std::string& name, const std::string& commands) const {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << "#!/bin/sh\n" << commands << '\n';
    fs::permissions(path / name, fs::perms::owner_all);
  }
};

using Outcomes = std::map<std::string, std::string>;

/// The outcomes in CppUTest's own JUnit report, by case id.
Outcomes ofCppUTest(const fs::path& folder) {
  Outcomes found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with("cpputest_")) continue;
    const auto report = contentOf(entry.path());
    const std::string mark = "<testcase classname=\"";
    for (auto at = report.find(mark); at != std::string::npos; at = report.find(mark, at + 1)) {
      const auto element = report.substr(at, report.find("</testcase>", at) - at);
      const auto attribute = [&element](const std::string& name) {
        const auto begin = element.find(" " + name + "=\"") + name.size() + 3;
        return element.substr(begin, element.find('"', begin) - begin);
      };
      const auto outcome = element.find("<failure") != std::string::npos   ? "[FAILURE]"
                           : element.find("<skipped") != std::string::npos ? "[SKIPPED]"
                                                                           : "[OK]";
      found[attribute("classname") + '.' + attribute("name")] = outcome;
    }
  }
  return found;
}

/// The outcomes that the reporter "bwverbose" prints, by the id without the program.
Outcomes outcomesByName(const std::string& output) {
  Outcomes found;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    const auto dots = line.find(" ... ");
    const auto colons = line.find("::");
    if (dots == std::string::npos || colons == std::string::npos || colons > dots) continue;
    found[line.substr(colons + 2, dots - colons - 2)] = line.substr(line.rfind('['));
  }
  return found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DescribedFrameworkTests, DescribedPrograms)

BOOST_AUTO_TEST_CASE(cases_of_cpputest_come_out_as_cpputest_reports_them, *label("DESC-03")) {
  configure(descriptionInDocs("CppUTest"));
  const auto program = programs + "/cpputest_outcomes";
  (void)runProgram(program, "-ojunit");
  const auto expected = ofCppUTest(path);
  BOOST_TEST(expected.size() == 11U);
  for (const std::string options : {"", "-j2 ", "-j2 -z3 ", "-z7 ", "--warm --batch-size=3 "}) {
    const auto ran = run("--reporter=bwverbose " + options + program);
    BOOST_TEST((outcomesByName(ran.output) == expected), options << ran.output);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (skips=2, failures=5, successes=4)");
  }
}

BOOST_AUTO_TEST_CASE(a_case_that_ends_its_process_costs_itself_alone, *label("DESC-04")) {
  configure(descriptionInDocs("CppUTest"));
  for (const std::string options : {"", "-j2 "}) {
    const auto ran = run(options + programs + "/cpputest_deaths");
    BOOST_TEST(ran.lastLine() == "FAILED (errors=2, successes=3)", ran.output);
    BOOST_TEST(ran.has("cpputest_deaths ended by signal 11 (SIGSEGV) in the middle of the case "
                       "Deaths.by_signal\n"),
               ran.output);
    BOOST_TEST(ran.has("\nIts output:\nbefore the signal\n"), ran.output);
    BOOST_TEST(
        ran.has("cpputest_deaths exited with status 0 in the middle of the case Deaths.by_exit\n"),
        ran.output);
  }
}

BOOST_AUTO_TEST_CASE(it_is_listed_and_selected_as_others, *label("DESC-02")) {
  configure(descriptionInDocs("CppUTest"));
  const auto program = programs + "/cpputest_deaths";
  std::string all;
  for (const std::string name : {"last", "by_exit", "between", "by_signal", "first"})
    all += program + "::Deaths." + name + '\n';
  BOOST_TEST(run("--list " + program).output == all);
  BOOST_TEST(run("--list=json " + program).has(R"("framework":"CppUTest")"));
  const auto outcomes = programs + "/cpputest_outcomes";
  BOOST_TEST(run("--list " + outcomes + "::Second").output == outcomes + "::Second.passes_too\n" +
                                                                  outcomes + "::Second.fails\n" +
                                                                  outcomes + "::Second.passes\n");
  BOOST_TEST(run(outcomes + "::*.passes").lastLine() == "PASSED (successes=2)");
  BOOST_TEST(run("-k 'first or last' " + program).lastLine() == "PASSED (successes=2)");
}

BOOST_AUTO_TEST_CASE(a_runner_as_that_of_duckdb, *label("DESC-01") * label("DESC-03")) {
  configure(descriptionInDocs("DuckDB"));
  script("build/release/test/unittest", R"sh(
if [ "$1" = --list-test-names-only ]; then
  printf 'test/sql/%s.test\n' sum avg bad join dies max
  exit 6
fi
n=0
failed=0
while read -r name; do
  echo "[$n/6] ($n%): $name"
  n=$((n + 1))
  case $name in
    *bad*) failed=1; printf '====\nWrong result in query! (bad.test:4)!\nMismatch on row 1\n';;
    *dies*) echo nearly; kill -ABRT $$;;
    *) echo "[0/1] (0%): test/sql/other.test";;
  esac
done < "$2"
if [ $failed = 0 ]; then echo "All tests passed ($n assertions)"; exit 0; fi
echo "test cases: $n | 1 failed"
exit 1)sh");
  for (const std::string options : {"", "-j2 "}) {
    const auto ran = run(options + "build/release/test/unittest");
    BOOST_TEST(ran.lastLine() == "FAILED (failures=1, errors=1, successes=4)", ran.output);
    BOOST_TEST(ran.has("[FAIL]\nWrong result in query! (bad.test:4)!\n"
                       "Mismatch on row 1\n"),
               ran.output);
    BOOST_TEST(
        ran.has("build/release/test/unittest ended by signal 6 (SIGABRT) in the middle of the "
                "case test/sql/dies.test\n"),
        ran.output);
    BOOST_TEST(ran.has("\nIts output:\nnearly\n"), ran.output);
    BOOST_TEST(ran.has("build/release/test/unittest\n  test/sql\n    "), ran.output);
  }
  // The description holds below the folder of the file, and of no other program.
  fs::create_directory(path / ".git");
  const auto inner = runProgram("cd build && " TRIAL_DIST_PROGRAM, "release/test/unittest::*sum*");
  BOOST_TEST(inner.lastLine() == "PASSED (successes=1)", inner.output);
  script("unittest", "");
  BOOST_TEST(run("./unittest").has("is neither a test module, nor a test program"));
}

BOOST_AUTO_TEST_CASE(a_file_of_cases_is_one_while_the_process_runs, *label("DESC-13")) {
  configure(R"toml(
[[framework]]
name = "reads"
programs = "reads"
list.arguments = "list"
run.arguments = "--cases={file}"

[framework.progress]
pass = '^ok (?P<name>\w+)$'
fail = '^bad (?P<name>\w+)$'
)toml");
  script("reads", R"sh(
if [ "$1" = list ]; then printf 'one\ntwo\n'; exit; fi
file=${1#--cases=}
[ -f "$file" ] && [ "$(cat "$file")" = "$(cat "$file")" ] || exit 9
[ -z "$WAITS" ] || { echo "$file" >"$WAITS"; kill -KILL $PPID; exit 8; }
while read -r name; do echo "ok $name"; done <"$file")sh");
  fs::create_directory(path / "temporary");
  for (const std::string options : {"", "-j2 "}) {
    const auto ran = run(options + "./reads", "TMPDIR=" + (path / "temporary").string());
    BOOST_TEST(ran.lastLine() == "PASSED (successes=2)", ran.output);
  }
  BOOST_TEST(run("--env TMPDIR=/nowhere ./reads").lastLine() == "PASSED (successes=2)");
  // What a run leaves that was ended is in the folder that the next one makes anew.
  (void)run("./reads",
            "WAITS=" + (path / "left").string() + " TMPDIR=" + (path / "temporary").string());
  BOOST_TEST(fs::is_empty(path / "temporary"));
  std::string left;
  std::getline(std::ifstream(path / "left"), left);
  BOOST_TEST(fs::path(left).parent_path() == path / "_trial_temp");
  BOOST_TEST(run("./reads").status == 0);
  BOOST_TEST(!fs::exists(left));
}

BOOST_AUTO_TEST_CASE(a_runner_as_that_of_bitcoin, *label("DESC-03") * label("DESC-04")) {
  configure(R"toml(
[[framework]]
name = "Bitcoin"
programs = "test_runner.py"
list.arguments = "--list"
list.ignore = 'There are .*'
run.arguments = "{cases}"
exit.pass = [0, 3]

[framework.progress]
pass = '^\d+/\d+ - (?P<name>\S+) passed, Duration: \d+ s$'
fail = '^\d+/\d+ - (?P<name>\S+) failed, Duration: \d+ s$'
skip = '^\d+/\d+ - (?P<name>\S+) skipped \((?P<message>.*)\)$'
)toml");
  script("test_runner.py", R"sh(
if [ "$1" = --list ]; then
  printf 'There are tests:\nwallet.py\nmining.py --legacy\np2p.py\ngone.py\nexits.py\n'
  exit
fi
for name; do
  echo "Running $name"
  case $name in
    mining*) echo "its log"; echo "1/9 - ${name% *} failed, Duration: 1 s"; echo "1/9 - other failed, Duration: 1 s";;
    p2p*) echo "1/9 - $name skipped (no wallet)";;
    gone*) ;;
    exits*) exit 4;;
    *) echo "1/9 - $name passed, Duration: 0 s";;
  esac
done
exit 3)sh");
  for (const std::string options : {"", "-j2 "}) {
    const auto ran = run(options + "./test_runner.py");
    BOOST_TEST(ran.lastLine() == "FAILED (skips=1, errors=3, successes=1)", ran.output);
    BOOST_TEST(ran.has("[SKIPPED]\nno wallet\n"), ran.output);
    BOOST_TEST(ran.has("in the middle of the case mining.py --legacy"), ran.output);
    BOOST_TEST(ran.has("exited with status 3 in the middle of the case gone.py"), ran.output);
    BOOST_TEST(ran.has("exited with status 4 in the middle of the case exits.py"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_speaks_tap, *label("DESC-05")) {
  configure(R"toml(
[[framework]]
name = "TAP"
programs = ["taps", "*.t"]
list.arguments = "list"
run.arguments = ["--only={cases}"]
run.separator = ","
progress.form = "TAP"
)toml");
  script("taps", R"sh(
if [ "$1" = list ]; then printf 'one\ntwo\nthree\nfour\nfive\ndies\nsix\n'; exit; fi
echo 'TAP version 13'
n=0
failed=0
IFS=,
for name in ${1#--only=}; do
  n=$((n + 1))
  case $name in
    two) failed=1; echo "not ok $n - two"; echo "# two is not one"; echo "not ok 1 - three";;
    three) echo "not ok $n - three # TODO later";;
    four) echo "ok $n - four # SKIP no four here";;
    five) echo "ok $n - five # todo done already";;
    dies) kill -SEGV $$;;
    *) echo "ok $n - $name";;
  esac
done
echo "1..$n"
exit $failed)sh");
  for (const std::string options : {"", "-j2 "}) {
    const auto ran = run(options + "./taps");
    BOOST_TEST(ran.lastLine() ==
                   "FAILED (skips=1, expectedFailures=1, failures=1, errors=1, "
                   "unexpectedSuccesses=1, successes=2)",
               ran.output);
    BOOST_TEST(ran.has("[FAIL]\n# two is not one\nnot ok 1 - three\n"), ran.output);
    BOOST_TEST(ran.has("no four here\n"), ran.output);
    BOOST_TEST(ran.has("ended by signal 11 (SIGSEGV) in the middle of the case dies"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_reports_by_its_exit_status, *label("DESC-06")) {
  configure(R"toml(
[[framework]]
name = "plain"
programs = "plain"
list.arguments = ["--list", "--to={report}"]
list.from = "report"
run.arguments = ["--run", "{name}"]
exit = { pass = [0, 5], skip = 6 }
)toml");
  script("plain", R"sh(
echo "noise of main"
if [ "$1" = --list ]; then printf '0\n5\n6\n7\n' >"${2#--to=}"; exit; fi
echo "case $2"
exit "$2")sh");
  for (const std::string options : {"", "-j2 "}) {
    const auto ran = run(options + "./plain");
    BOOST_TEST(ran.lastLine() == "FAILED (skips=1, failures=1, successes=2)", ran.output);
    BOOST_TEST(ran.has("exited with status 7\nIts output:\nnoise of main\ncase 7\n"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_does_not_come_to_its_end_is_an_error, *label("DESC-04")) {
  configure(R"toml(
[[framework]]
name = "short"
programs = "short"
list.arguments = "list"
run.arguments = "{cases}"

[framework.progress]
start = '^(?P<name>\w+) begins$'
pass = '^passed$'
fail = '^failed$'
finished = '^over$'
)toml");
  script("short", R"sh(
if [ "$1" = list ]; then printf 'one\ntwo\n'; exit; fi
for name; do printf '%s begins\npassed\n' "$name"; done)sh");
  const auto ran = run("./short");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("exited with status 0 outside of any case:\n"
                     "it has printed nothing that progress.finished fits"),
             ran.output);
}

BOOST_AUTO_TEST_CASE(a_case_that_exits_is_told_where_nothing_tells_that_cases_pass,
                     *label("DESC-08")) {
  configure(R"toml(
[[framework]]
name = "starts"
programs = "starts"
list.arguments = "list"
run.arguments = "{cases}"

[framework.progress]
start = '^RUN (?P<name>\w+)$'
failed-check = '^wrong$'
)toml");
  script("starts", R"sh(
if [ "$1" = list ]; then printf 'one\nexits\nthree\nfails\nlast\n'; exit; fi
status=0
for name; do
  echo "RUN $name"
  case $name in
    exits) exit 0;;
    fails) echo wrong; status=1;;
  esac
done
exit $status)sh");
  const auto ran = run("./starts");
  BOOST_TEST(ran.lastLine() == "FAILED (failures=1, errors=1, successes=3)", ran.output);
  BOOST_TEST(ran.has("starts exited with status 0 in the middle of the case exits:\n"
                     "fails had not begun\n"),
             ran.output);
}

BOOST_AUTO_TEST_CASE(a_status_without_a_failure_is_an_error_of_the_program, *label("DESC-09")) {
  configure(R"toml(
[[framework]]
name = "leaks"
programs = "leaks"
list.arguments = "list"
run.arguments = "{cases}"
progress.form = "TAP"
)toml");
  script("leaks", R"sh(
if [ "$1" = list ]; then printf 'one\ntwo\n'; exit; fi
for name; do echo "ok - $name"; done
exit 1)sh");
  const auto ran = run("./leaks");
  BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=2)", ran.output);
  BOOST_TEST(ran.has("leaks exited with status 1 after its last case"), ran.output);
  BOOST_TEST(run("-j2 ./leaks").has("leaks exited with status 1 after its last case"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_the_file_ends_the_run_in_one_line, *label("CONF-02")) {
  configure("[[framework]]\nname = 'x'\nprogram = 'y'\n");
  for (const std::string arguments : {"", "-j2 ", "--list "}) {
    const auto ran = run(arguments + programs + "/boost_crash");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.output ==
               std::string(TRIAL_DIST_PROGRAM) + ": " + path.string() +
                   "/trial-dist.toml:3:1: unknown key 'framework.program'; the nearest: "
                   "'programs'; allowed are: name, programs, id, list, run, progress, exit\n");
  }
  BOOST_TEST(run("--version").status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
