// The log file of a run.
#include <filesystem>
#include <fstream>
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

BOOST_AUTO_TEST_SUITE_END()
