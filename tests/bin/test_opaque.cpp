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
    // Without a name of a case.
    BOOST_TEST(ran.has("obeys was ended after 0.5 s, the time limit:\n"), ran.output);
    BOOST_TEST(ran.has("hangs was ended after 0.5 s, the time limit:\n"), ran.output);
    BOOST_TEST(ran.has("\nIts output:\nbegun\n"), ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_file_of_several_paths_is_one_program, *label("PROG-482")) {
  script("once", "exit 0");
  fs::create_directory_symlink(path, path / "again");
  BOOST_TEST(run("--list again/once:: ./once:: once::").output == "again/once::\n");
  fs::create_directory_symlink(programs, path / "build");
  const auto plain = "build/boost_selected";
  const auto all = run(std::string("--list ") + plain).output;
  BOOST_TEST(all.starts_with("build/boost_selected::"));
  // Other paths of it, also of a part of it, add nothing.
  const auto other = programs + "/boost_selected";
  BOOST_TEST(run(std::string("--list ") + plain + " " + other + " " + other + "::*").output == all);
  fs::create_symlink(other, path / "link");
  BOOST_TEST(run(std::string("--list ") + plain + " ./link").output == all);
  const std::string empty = "build/boost_empty " + programs + "/boost_empty";
  for (const std::string jobs : {"", "-j2 "}) {
    BOOST_TEST(run(jobs + "once:: again/once:: " + (path / "once").string() + "::").lastLine() ==
               "PASSED (successes=1)");
    BOOST_TEST(run(jobs + empty).lastLine() == "FAILED (errors=1)");
  }
}

BOOST_AUTO_TEST_CASE(another_name_of_a_file_may_be_another_program, *label("PROG-483")) {
  script("several", R"([ "${0##*/}" != bad ] || exit 3)");
  fs::create_symlink("several", path / "good");
  fs::create_symlink("several", path / "bad");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + "./good:: ./bad::");
    BOOST_TEST(ran.lastLine() == "FAILED (failures=1, successes=1)", ran.output);
  }
  // Which is described and which is not is told by the name.
  std::ofstream(path / "trial-dist.toml") << "[[framework]]\nname = 'checks'\n"
                                             "programs = 'check_*'\nlist.arguments = 'list'\n"
                                             "run.arguments = '{id}'\n";
  script("driver", R"([ "$1" != list ] || echo one)");
  fs::create_symlink("driver", path / "check_l");
  for (const std::string names : {"driver:: check_l", "check_l driver::"})
    BOOST_TEST(run(names).lastLine() == "PASSED (successes=2)", names);
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

BOOST_AUTO_TEST_CASE(what_cannot_be_run_is_an_error_that_says_so,
                     *label("PROG-10") * label("PROG-480")) {
  std::ofstream(path / "notes") << "no program";
  script("unknown", "exit 0");
  script("bad", "exit 0");
  std::ofstream(path / "bad") << "#!/no/such/interpreter\n";
  script("plain", "");
  std::ofstream(path / "plain") << "exit 0\n";
  script("empty", "");
  std::ofstream(path / "empty") << "";
  script("damaged", "");
  std::ofstream(path / "damaged") << "\x7f"
                                     "ELF";
  script("refuses", "");
  std::ofstream(path / "refuses") << "#! " << (path / "notes").string() << " -x\n";
  fs::create_directory(path / "folder.d");
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran =
        run(jobs + "./notes:: ./notes ./unknown ./unknown::case ./bad:: missing:: " + modules +
            "/test_crash.so:: ./plain:: ./empty:: ./damaged:: ./refuses:: ./folder.d::");
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=12)", ran.output);
    BOOST_TEST(ran.has("'folder.d' cannot be run: it is a folder\n"), ran.output);
    BOOST_TEST(ran.has("plain cannot be started: it is no program, and a script needs a first line "
                       "that says what runs it, as #!/bin/sh: Exec format error\n"),
               ran.output);
    BOOST_TEST(ran.has("empty cannot be started: it is empty: Exec format error\n"), ran.output);
    BOOST_TEST(ran.has("damaged cannot be started: it is a program for another kind of machine, or "
                       "damaged: "),
               ran.output);
    BOOST_TEST(ran.has("refuses cannot be started: its #! line names '" +
                       (path / "notes").string() + "', which may not be run: Permission denied\n"),
               ran.output);
    BOOST_TEST(ran.has("'notes' cannot be run: it is not executable (chmod +x makes it so)\n"),
               ran.output);
    BOOST_TEST(ran.has("'notes' is neither a test module, nor a test program of a known "
                       "framework\n"),
               ran.output);
    BOOST_TEST(ran.has("'unknown' is neither a test module, nor a test program of a known "
                       "framework; 'unknown::' runs it as one case, which passes if it exits "
                       "with status 0 and is skipped if with 77\n"),
               ran.output);
    BOOST_TEST(ran.has("bad cannot be started: its #! line names '/no/such/interpreter', which "
                       "does not exist: No such file or directory\n"),
               ran.output);
    BOOST_TEST(ran.has("'missing' doesn't exist\n"), ran.output);
    BOOST_TEST(ran.has("/test_crash.so' cannot be run: it is a shared module, not a program\n"),
               ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_program_of_a_known_framework_stays_one, *label("PROG-481")) {
  const auto known = run(programs + "/boost_crash::");
  BOOST_TEST(known.has("it is a program of Boost.Test, with cases of its own: '" + programs +
                       "/boost_crash' runs them\n"),
             known.output);
  std::ofstream(path / "trial-dist.toml")
      << "\n[[framework]]\nname = 'mine'\nprograms = 'taken'\nlist.arguments = 'list'\n"
         "run.arguments = '{id}'\n";
  script("taken", "echo one");
  const auto described = run("taken::");
  BOOST_TEST(
      described.has("it is a program of mine, which " + path.string() +
                    "/trial-dist.toml:2 describes, with cases of its own: 'taken' runs them"),
      described.output);
}

BOOST_AUTO_TEST_SUITE_END()
