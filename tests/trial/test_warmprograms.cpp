// What is known of programs that are to be kept warm.
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/warm/suitable.hpp>
#include <trial/programs/warm/warmprograms.hpp>

using namespace trial::frameworks;
using boost::unit_test::label;

BOOST_AUTO_TEST_SUITE(WarmProgramsTests)

BOOST_AUTO_TEST_CASE(a_program_whose_file_has_changed_begins_again, *label("WARM-06")) {
  Program program;
  program.file = std::filesystem::temp_directory_path() / fmt::format("trial-warm-{}", ::getpid());
  std::ofstream(program.file) << "one";
  WarmPrograms programs;
  WarmPrograms::giveUp(programs.entryOf(program), "program", "it is told so");
  BOOST_TEST(programs.entryOf(program).reason == "it is told so");
  std::ofstream(program.file) << "another one";
  BOOST_TEST(programs.entryOf(program).reason == "");
  std::filesystem::remove(program.file);
}

BOOST_AUTO_TEST_CASE(what_is_seen_before_a_program_runs, *label("WARM-04")) {
  const std::string programs = TRIAL_TEST_PROGRAMS;
  const std::string library = programs + "/gtest_warm";  // any file that can be read
  BOOST_TEST(whyNotWarm(programs + "/gtest_warm", library, {}) == "");
  BOOST_TEST(whyNotWarm(programs + "/gtest_warm", "/a b", {}) == "/a b cannot be loaded into it");
  BOOST_TEST(whyNotWarm(programs + "/gtest_warm", library, {{"LD_PRELOAD", "libasan.so.8"}}) ==
             "a library that looks like a sanitizer is preloaded");
  BOOST_TEST(whyNotWarm("/usr/bin/ldd", library, {}) ==
             "it is no program of this machine but a script or the like");
  if (std::filesystem::exists(programs + "/gtest_warm_tsan")) {
    BOOST_TEST(
        whyNotWarm(programs + "/gtest_warm_tsan", library, {}).starts_with("it needs libtsan."));
  }
}

BOOST_AUTO_TEST_SUITE_END()
