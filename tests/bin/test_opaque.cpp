// Programs of no known framework: each is one case, and how it ends is the result.
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

/// Programs that are scripts, in the folder of the run.
struct OpaquePrograms : Folder {
  void script(const std::string& name, const std::string& commands) const {
    std::ofstream(path / name) << "#!/bin/sh\n" << commands << '\n';
    fs::permissions(path / name, fs::perms::owner_all);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(OpaqueProgramTests, OpaquePrograms)

BOOST_AUTO_TEST_CASE(how_it_ends_is_the_result, *label("PROG-10")) {
  script("passes", "echo not shown");
  script("skips", "exit 77");
  script("fails", "echo on stdout; echo on stderr >&2; exit 3");
  script("dies", "echo its last words; kill -SEGV $$");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran =
        run(jobs + "./passes:: ./skips:: ./fails:: ./dies:: " + programs + "/talks_of_boost::");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (skips=1, failures=1, errors=1, successes=2)", ran.output);
    BOOST_TEST(ran.has("exited with status 3\nIts output:\non stdout\non stderr\n"), ran.output);
    BOOST_TEST(ran.has("dies ended by signal 11 (SIGSEGV)\nIts output:\nits last words\n"),
               ran.output);
    BOOST_TEST(ran.has("\n\nfails::\n"), ran.output);
    BOOST_TEST(ran.has("passes ... "), ran.output);
    BOOST_TEST(!ran.has("not shown"));
  }
}

BOOST_AUTO_TEST_CASE(what_it_wrote_is_bounded, *label("PROG-10")) {
  script("writes", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i + 1)); done; exit 1");
  const auto ran = run("./writes::");
  BOOST_TEST(ran.has("line 19999\n"));
  BOOST_TEST(!ran.has("line 10000\n"));
  BOOST_TEST(ran.output.size() < 20000U);
}

BOOST_AUTO_TEST_CASE(it_is_not_run_to_be_listed, *label("PROG-10")) {
  script("runs", "touch ran");
  BOOST_TEST(run("--list ./runs:: " + programs + "/talks_of_boost::").output ==
             "runs::\n" + programs + "/talks_of_boost::\n");
  BOOST_TEST(run("--list=json ./runs::").has(R"("id":"runs::","framework":"opaque")"));
  BOOST_TEST(!fs::exists(path / "ran"));
  const auto ran = run("-k runs ./runs:: " + programs + "/talks_of_boost::");
  BOOST_TEST(ran.lastLine() == "PASSED (successes=1)");
  BOOST_TEST(fs::exists(path / "ran"));
}

BOOST_AUTO_TEST_CASE(it_runs_where_and_as_the_user_says, *label("PROG-10")) {
  fs::create_directory(path / "inner");
  script("inner/where", R"sh(echo "$(basename "$(pwd)") $WHERE $GTEST_COLOR" "$@"; exit 1)sh");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto plain = run(jobs + "inner/where::", "GTEST_COLOR=no");
    BOOST_TEST(plain.has("\n" + path.filename().string() + "\n"), plain.output);
    const auto told =
        run(jobs + "--cwd=program --env WHERE=here --program-arg=-x --program-arg=y inner/where::",
            "GTEST_COLOR=no");
    BOOST_TEST(told.has("\ninner here  -x y\n"), told.output);
  }
}

BOOST_AUTO_TEST_CASE(it_is_ended_after_the_time_limit, *label("PROG-10")) {
  script("obeys", "trap 'exit 0' TERM; echo begun; while :; do sleep 0.01; done");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + "--test-timeout=0.5 ./obeys:: " + programs + "/hangs::");
    BOOST_TEST(ran.lastLine() == "FAILED (errors=2)", ran.output);
    BOOST_TEST(ran.has("obeys was ended after 0.5 s, the time limit,"), ran.output);
    BOOST_TEST(ran.has("hangs was ended after 0.5 s, the time limit,"), ran.output);
    BOOST_TEST(ran.has("\nIts output:\nbegun\n"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(what_it_leaves_behind_is_ended_and_told, *label("PROG-10")) {
  script("leaves", "sleep 1003 >/dev/null 2>&1 3>&1 &");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + "./leaves::");
    BOOST_TEST(ran.status == 0);
    BOOST_TEST(ran.has("A process was still there, and was ended: sleep 1003"), ran.output);
    BOOST_TEST(ran.has("\n\nleaves\n"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_run_is_an_error_that_says_so, *label("PROG-10")) {
  std::ofstream(path / "notes") << "no program";
  script("unknown", "exit 0");
  script("bad", "exit 0");
  std::ofstream(path / "bad") << "#!/no/such/interpreter\n";
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran =
        run(jobs + "./notes:: ./notes ./unknown ./unknown::case ./bad:: missing:: " + modules +
            "/test_crash.so::");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=7)", ran.output);
    BOOST_TEST(ran.has("'notes' cannot be run: it is no executable file\n"), ran.output);
    BOOST_TEST(ran.has("'notes' is neither a test module, nor a test program of a known "
                       "framework\n"),
               ran.output);
    BOOST_TEST(ran.has("'unknown' is neither a test module, nor a test program of a known "
                       "framework; 'unknown::' runs it as one case, which passes if it exits "
                       "with status 0 and is skipped if with 77\n"),
               ran.output);
    BOOST_TEST(ran.has("bad cannot be started: "), ran.output);
    BOOST_TEST(ran.has("'missing' doesn't exist\n"), ran.output);
    BOOST_TEST(ran.has("/test_crash.so' cannot be run: it is no executable file\n"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_program_of_a_known_framework_stays_one) {
  const auto ran = run(programs + "/boost_crash::");
  BOOST_TEST(ran.has("the program has no such case or suite"), ran.output);
}

BOOST_AUTO_TEST_SUITE_END()
