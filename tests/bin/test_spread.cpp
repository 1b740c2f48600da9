// Programs whose cases fail when they run in several processes at the same time, in the real
// program.
#include <string>

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

namespace {

struct SharingFolder : Folder {
  SharingFolder() {
    BOOST_REQUIRE(::mkfifo((path / "FIRST").c_str(), 0600) == 0);
    BOOST_REQUIRE(::mkfifo((path / "SECOND").c_str(), 0600) == 0);
  }
  [[nodiscard]] Ran runSharing(const std::string& options, const std::string& alone) const {
    fs::remove(path / "RAN");
    auto all = options + " --isolation=process --env ALONE=" + alone;
    for (const std::string name : {"FIRST", "SECOND", "FILE", "RAN"})
      all += " --env " + name + "=" + (path / name).string();
    return run(all + " " + programs + "/gtest_shares");
  }
  [[nodiscard]] std::size_t runsOfSecond() const { return linesOf(path / "RAN").count("two"); }
};

const std::string oneFailed = "FAILED (failures=1, successes=1)";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SpreadTests, SharingFolder)

BOOST_AUTO_TEST_CASE(a_warning_names_a_program_whose_cases_pass_in_one_process, *label("PROG-14")) {
  const auto ran = runSharing("-j2", "passes");
  BOOST_TEST(ran.lastLine() == oneFailed, ran.output);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has("ProgramWarning: A case of " + programs +
                     "/gtest_shares failed while cases of this program ran in several processes "
                     "at the same time, and passes in one process"),
             ran.output);
  BOOST_TEST(ran.has("[[overrides]]\nprograms = \"gtest_shares\"\nisolation = \"program\"\n"));
  BOOST_TEST(runsOfSecond() == 2U);
}

BOOST_AUTO_TEST_CASE(none_does_if_they_fail_there_too, *label("PROG-14")) {
  const auto ran = runSharing("-j2", "fails");
  BOOST_TEST(ran.lastLine() == oneFailed, ran.output);
  BOOST_TEST(!ran.has("ProgramWarning"));
  BOOST_TEST(runsOfSecond() == 2U);
}

BOOST_AUTO_TEST_CASE(cases_do_not_run_again_that_were_not_spread, *label("PROG-14")) {
  for (const std::string options : {"", "-j1"}) {
    const auto ran = runSharing(options, "fails");
    BOOST_TEST(ran.lastLine() == oneFailed, ran.output);
    BOOST_TEST(runsOfSecond() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(what_takes_too_long_there_is_ended, *label("PROG-15")) {
  const auto ran = runSharing("-j2", "hangs");
  BOOST_TEST(ran.lastLine() == oneFailed, ran.output);
  BOOST_TEST(!ran.has("ProgramWarning"));
  BOOST_TEST(runsOfSecond() == 2U);
}

BOOST_AUTO_TEST_CASE(a_signal_ends_that, *label("PROG-15")) {
  const auto ran = runSharing("-j2", "interrupts");
  BOOST_TEST(ran.lastLine() == "FAILED (interrupted, failures=1, successes=1)", ran.output);
  BOOST_TEST(!ran.has("ProgramWarning"));
}

BOOST_AUTO_TEST_SUITE_END()
