// The log file of a run.
#include <filesystem>
#include <system_error>

#include <boost/test/unit_test.hpp>

#include <trial/running/testlog.hpp>

#include "recorder.hpp"

using recording::ScratchFolder;

namespace fs = std::filesystem;

BOOST_FIXTURE_TEST_SUITE(TestLogTests, ScratchFolder)

BOOST_AUTO_TEST_CASE(a_log_is_opened_for_appending_and_gets_its_folders) {
  *trial::openTestLog("logs/deep/test.log") << "one\n";
  *trial::openTestLog("logs/deep/test.log") << "two\n";
  BOOST_TEST(fs::file_size("logs/deep/test.log") == 8U);
  BOOST_CHECK_THROW((void)trial::openTestLog("logs"), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
