// The log file of a run.
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include <trial/files/testlog.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;

namespace fs = std::filesystem;

BOOST_FIXTURE_TEST_SUITE(TestLogTests, ScratchFolder)

BOOST_AUTO_TEST_CASE(a_log_is_opened_for_appending_and_gets_its_folders) {
  *trial::openTestLog("logs", "deep/test.log") << "one\n";
  *trial::openTestLog("logs", "deep/test.log") << "two\n";
  BOOST_TEST(fs::file_size("logs/deep/test.log") == 8U);
  BOOST_CHECK_THROW((void)trial::openTestLog({}, "logs"), std::system_error);
}

BOOST_AUTO_TEST_CASE(only_the_log_that_the_user_names_may_be_a_link, *label("DIR-13")) {
  std::ofstream("victim") << "precious";
  fs::create_symlink("victim", "test.log");
  fs::create_symlink("victim", "named.log");
  BOOST_CHECK_THROW((void)trial::openTestLog({}, "test.log"), std::system_error);
  *trial::openTestLog({}, "named.log") << "!";
  BOOST_TEST(fs::file_size("victim") == 9U);
}

BOOST_AUTO_TEST_CASE(a_log_may_gather_what_is_written, *label("COST-03")) {
  const auto log = trial::openTestLog({}, "named.log");
  int waits = 0;
  log->gather([&waits] { ++waits; });
  *log << "one" << std::endl << "two" << std::endl;
  BOOST_TEST(waits == 1);
  BOOST_TEST(fs::file_size("named.log") == 0U);
  log->writeOut();
  BOOST_TEST(fs::file_size("named.log") == 8U);
  *log << "three";
  BOOST_TEST(waits == 2);
  *log << std::string(40000, '.');  // is not kept for long
  BOOST_TEST(fs::file_size("named.log") == 40013U);
  *log << "four";
  log->gather(nullptr);
  BOOST_TEST(fs::file_size("named.log") == 40017U);
  *log << "five";
  BOOST_TEST(fs::file_size("named.log") == 40021U);
  log->gather([] {});
  *log << "six";
  log->close();
  BOOST_TEST(fs::file_size("named.log") == 40024U);
}

BOOST_AUTO_TEST_CASE(a_gathering_log_that_cannot_be_written_is_told,
                     *label("COST-03") * label("DIR-15")) {
  (void)trial::takeLogError();
  const auto log = trial::openTestLog({}, "/dev/full");
  log->gather([] {});
  *log << "one";
  BOOST_TEST(!trial::takeLogError().has_value());
  log->writeOut();
  BOOST_TEST(log->bad());
  BOOST_TEST(trial::takeLogError().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
