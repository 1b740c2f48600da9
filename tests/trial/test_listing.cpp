// Programs are asked for their lists of cases.
#include <filesystem>
#include <iterator>
#include <memory>
#include <system_error>
#include <vector>

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include <trial/programs/listing.hpp>

#include "sampleprograms.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using sampleprograms::Loop;
using sampleprograms::sample;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(ProgramListTests, *boost::unit_test::timeout(120))

BOOST_FIXTURE_TEST_CASE(all_programs_are_listed_in_their_order, Loop) {
  const auto listed = listPrograms(
      loop, loop,
      {sample("boost_data"), sample("boost_empty"), sample("boost_crash"), sample("boost_static")});
  until(listed);
  listed.addCallback([](const std::vector<Listing>& lists) {
    BOOST_TEST_REQUIRE(lists.size() == 4U);
    for (const auto& list : lists) BOOST_TEST(list.error == "");
    BOOST_TEST(lists[0].cases.size() == 900U);
    BOOST_TEST(lists[1].cases.size() == 0U);
    BOOST_TEST(lists[2].cases.size() == 40U);
    BOOST_TEST(lists[3].cases.size() == 1U);
  });
}

BOOST_FIXTURE_TEST_CASE(few_descriptors_are_enough_for_many_programs, Loop, *label("LOAD-09")) {
  std::vector<ProgramPtr> programs;
  for (int i = 0; i < 30; ++i) programs.push_back(sample("boost_static"));
  rlimit before{};
  BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const auto open = std::distance(fs::directory_iterator("/proc/self/fd"), {});
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(open) + 24;
  BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  const auto listed = listPrograms(loop, loop, programs);
  until(listed);
  BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  listed.addCallback([](const std::vector<Listing>& lists) {
    BOOST_TEST_REQUIRE(lists.size() == 30U);
    for (const auto& list : lists) BOOST_TEST(list.error == "");
  });
}

BOOST_FIXTURE_TEST_CASE(no_programs_are_listed_at_once, Loop) {
  const auto listed = listPrograms(loop, loop, {});
  BOOST_TEST(listed.called());
}

BOOST_FIXTURE_TEST_CASE(a_program_that_cannot_be_started_is_named, Loop) {
  auto program = std::make_shared<Program>(*sample("boost_empty"));
  program->file = "/nowhere/at/all";
  const auto listed = listProgram(loop, loop, program);
  BOOST_TEST_REQUIRE(listed.called());
  listed.addCallback([](const Listing& listing) {
    BOOST_TEST(listing.error.starts_with("boost_empty: cannot be started: "));
  });
}

BOOST_FIXTURE_TEST_CASE(a_program_that_does_something_else_is_quoted, Loop) {
  auto program = std::make_shared<Program>(*sample("boost_empty"));
  program->file = std::filesystem::path(TRIAL_TEST_PROGRAMS) / "talks_of_boost";
  const auto listed = listProgram(loop, loop, program);
  until(listed);
  listed.addCallback([](const Listing& listing) {
    BOOST_TEST(listing.error.starts_with(
        "boost_empty: exited with status 0 without listing its cases:\n"));
    BOOST_TEST(listing.error.find("Boost.Test framework internal error: none") !=
               std::string::npos);
  });
}

BOOST_FIXTURE_TEST_CASE(a_program_that_takes_too_long_is_ended, Loop) {
  auto program = std::make_shared<Program>(*sample("boost_empty"));
  program->file = std::filesystem::path(TRIAL_TEST_PROGRAMS) / "hangs";
  const auto listed = listProgram(loop, loop, program, 0.1);
  until(listed);
  listed.addCallback([](const Listing& listing) {
    BOOST_TEST(listing.error == "boost_empty: did not list its cases in 0.1 s");
  });
}

BOOST_AUTO_TEST_CASE(a_program_of_no_known_framework_is_none) {
  BOOST_TEST(openProgram("talks_of_boost", TRIAL_TEST_PROGRAMS) == nullptr);
  BOOST_CHECK_THROW((void)openProgram("missing", TRIAL_TEST_PROGRAMS), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
