// Files and folders whose names a run chooses itself, and its logs.
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <trial/files/ownfiles.hpp>
#include <trial/files/runlog.hpp>

#include "recorder.hpp"
#include "texts.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;
using texts::contentOf;

namespace fs = std::filesystem;

namespace {

/// A file that nobody may write to, and links to it.
struct Prepared : ScratchFolder {
  Prepared() {
    std::ofstream("victim") << "precious";
    fs::create_symlink("victim", "link");
    fs::create_symlink("nowhere", "dangling");
    fs::create_hard_link("victim", "hard");
    fs::create_directory("folder");
    fs::create_directory_symlink("folder", "folder-link");
    BOOST_TEST_REQUIRE(::mkfifo("fifo", 0666) == 0);
  }
};

mode_t modeOf(const fs::path& path) {
  struct stat status = {};
  BOOST_TEST_REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(OwnFileTests, Prepared)

BOOST_AUTO_TEST_CASE(what_is_prepared_under_a_name_is_not_used, *label("DIR-13")) {
  for (const char* name : {"victim", "link", "dangling", "hard", "folder", "fifo"}) {
    BOOST_CHECK_THROW(trial::makeFreshFile(name), std::system_error);
    BOOST_CHECK_THROW(trial::makeFreshFolder(name), std::system_error);
  }
  for (const char* name : {"link", "dangling", "hard", "folder", "fifo"})
    BOOST_CHECK_THROW((void)trial::appendToOwnFile(name), std::system_error);
  for (const char* name : {"link", "dangling", "folder-link"})
    BOOST_CHECK_THROW(trial::makeOwnFolder(name), std::system_error);
  BOOST_TEST(contentOf("victim") == "precious");
  BOOST_TEST(!fs::exists("nowhere"));
}

BOOST_AUTO_TEST_CASE(what_was_made_before_is_used_again) {
  trial::makeOwnFolder("deep/own");
  trial::makeOwnFolder("deep/own");
  {
    trial::RunLog log;
    log.open("deep/own/log");
    log << "one\n";
  }
  trial::RunLog log;
  log.open("deep/own/log");
  log << "two\n" << 2;
  BOOST_TEST(contentOf("deep/own/log") == "one\ntwo\n2");
}

BOOST_AUTO_TEST_CASE(modes_follow_the_umask, *label("DIR-13")) {
  const auto before = ::umask(027);
  trial::makeFreshFolder("own");
  trial::makeFreshFile("own/file");
  trial::RunLog log;
  log.open("own/log");
  ::umask(before);
  BOOST_TEST(modeOf("own") == 0750U);
  BOOST_TEST(modeOf("own/file") == 0640U);
  BOOST_TEST(modeOf("own/log") == 0640U);
}

BOOST_AUTO_TEST_CASE(an_error_names_the_file) {
  try {
    trial::makeFreshFile("link");
    BOOST_ERROR("it was made");
  } catch (const std::system_error& error) {
    BOOST_TEST(error.code().value() == EEXIST);
    BOOST_TEST(std::string(error.what()).find("cannot make the file link: ") == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_says_so_once, *label("DIR-15")) {
  trial::RunLog log;
  log.openNamed("/dev/full");
  BOOST_TEST(!trial::takeLogError());
  log << "a line\n";
  log << "another\n";
  BOOST_TEST(!log);
  const auto error = trial::takeLogError();
  BOOST_TEST_REQUIRE(bool(error));
  BOOST_TEST(error->getErrorMessage() == "cannot write the log /dev/full: No space left on device");
  BOOST_TEST(!trial::takeLogError());
}

BOOST_AUTO_TEST_CASE(what_the_user_names_is_opened_whatever_it_is) {
  trial::RunLog log;
  log.openNamed("link");
  log << ", added to";
  BOOST_TEST(contentOf("victim") == "precious, added to");
  BOOST_CHECK_THROW(log.openNamed("folder"), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
