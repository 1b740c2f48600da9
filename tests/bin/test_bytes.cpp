// Names, paths and texts that are not UTF-8, from the command line to the report.
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

const std::string bytes = "caf\xe9 \xff\xfe.";
/// As names are shown in lines of reports.
const std::string shown = "caf\\xe9 \\xff\\xfe.";

/// Runs are in a folder of such a name, with a module and a program of such a name in it.
struct Odd : Folder {
  Odd() {
    base = path;
    path /= "\xff\xfe d";
    fs::create_directory(path);
    fs::copy_file(TRIAL_TEST_MODULES "/test_bytes.so", path / "test_bytes.so");
    fs::copy_file(TRIAL_TEST_PROGRAMS "/boost_bytes", path / "program\xfe");
  }
  ~Odd() { path = base; }

  fs::path base;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(BytesTests, Odd)

BOOST_AUTO_TEST_CASE(texts_of_native_tests_come_back_as_they_are, *label("FIX-36")) {
  for (const char* jobs : {"", "-j1 ", "-j2 "}) {
    const auto ran = run(jobs + std::string("test_bytes"));
    for (const auto& text : {"std.runtime_error: error " + bytes + "\nsecond line " + bytes + "\n",
                             "trial.FailTest: failure " + bytes + "\n", "\nskip " + bytes + "\n",
                             "expected " + bytes, "todo " + bytes}) {
      BOOST_TEST(ran.has(text), jobs << text << ran.output);
    }
    BOOST_TEST(
        ran.lastLine() == "FAILED (skips=1, expectedFailures=1, failures=1, errors=1, successes=3)",
        ran.output);
  }
}

BOOST_AUTO_TEST_CASE(logs_have_what_was_written, *label("FIX-36")) {
  BOOST_TEST(run("-j1 test_bytes").status == 1);
  BOOST_TEST(contentOf(path / "_trial_temp/test.log").find("logged " + bytes + "\n") !=
             std::string::npos);
  BOOST_TEST(contentOf(path / "_trial_temp/0/out.log").find("printed " + bytes + "\n") !=
             std::string::npos);
  BOOST_TEST(contentOf(path / "_trial_temp/0/err.log") == "printed to stderr " + bytes + "\n");
}

BOOST_AUTO_TEST_CASE(a_program_and_its_cases_have_any_name, *label("FIX-36")) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + std::string("'./program\xfe'"));
    BOOST_TEST(ran.lastLine() == "FAILED (failures=1, errors=1, successes=1)", ran.output);
    for (const auto& text : {"failure " + bytes, "error " + bytes,
                             "program\\xfe::suite " + shown + "/fail " + shown}) {
      BOOST_TEST(ran.has(text), jobs << text << ran.output);
    }
    const auto one = run(jobs + ("'./program\xfe::suite " + bytes + "/pass " + bytes + "'"));
    BOOST_TEST(one.lastLine() == "PASSED (successes=1)", jobs << one.output);
    const auto none = run(jobs + ("'./program\xfe::suite " + bytes + "/\xff'"));
    BOOST_TEST(none.lastLine() == "FAILED (errors=1)", jobs << none.output);
  }
}

BOOST_AUTO_TEST_CASE(subunit_has_escapes_for_what_is_not_utf_8) {
  const auto ran = run("-j2 --reporter=subunit test_bytes './program\xfe'");
  BOOST_TEST(ran.has("std.runtime_error: error " + shown + "\nsecond line " + shown + "\n]"),
             ran.output);
  BOOST_TEST(ran.has("successful: program\\xfe::suite " + shown + "/pass " + shown + "\n"),
             ran.output);
}

BOOST_AUTO_TEST_CASE(folders_of_the_run_have_any_name) {
  for (const char* jobs : {"", "-j2 "}) {
    const auto ran =
        run(jobs + std::string("--temp-directory='_trial_temp \xff' --logfile='log \xfe' "
                               "test_bytes.BytesTests.test_logs"));
    BOOST_TEST(ran.lastLine() == "PASSED (successes=1)", ran.output);
    BOOST_TEST(contentOf(path / "_trial_temp \xff/log \xfe").find("logged " + bytes + "\n") !=
                   std::string::npos,
               jobs);
  }
}

BOOST_AUTO_TEST_SUITE_END()
