// The program's answers to the completion of a shell.
#include <array>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <bin/program/complete.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(CompleteTests, Folder)

namespace {

const std::string opening = TRIAL_OPENING_MODULES;

}  // namespace

BOOST_AUTO_TEST_CASE(a_candidate_is_a_line_with_its_description_behind_a_tab) {
  const auto orders = runApart("--complete order top");
  BOOST_TEST(orders.output == "toptobottom\tin the order in which they were registered\n");
  BOOST_TEST(runApart("--complete format p").output == "plain\n");
  const auto names =
      runApart("--complete test test_alpha.Z", std::string("TRIAL_PATH=") + TRIAL_TEST_MODULES);
  BOOST_TEST(names.output == "test_alpha.ZuluTests\tclass\n");
  BOOST_TEST(fs::is_empty(path), "nothing is run");
}

BOOST_AUTO_TEST_CASE(a_variable_keeps_it_from_opening_modules, *label("CLI-12")) {
  const auto module = std::string("hangs=") + opening + "/opening_hangs.so";
  const auto environment = "TRIAL_COMPLETE=files TRIAL_PATH=" + module;
  BOOST_TEST(runApart("--complete test hangs", environment).output == "hangs\tmodule\n");
  BOOST_TEST(runApart("--complete test hangs.", environment).output.empty());
  const auto crashing = "TRIAL_COMPLETE=file TRIAL_PATH=" TRIAL_TEST_MODULES;
  BOOST_TEST(runApart("--complete test test_alpha.Z", crashing).output.empty(), "a misspelt word");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_answered_is_answered_by_nothing) {
  for (const char* asked : {"", " test gone.", " test gone::", " test ..", " nonsense x", " order",
                            " test /dev/null::", " test '::'", " test ''"}) {
    const auto ran = runApart(std::string("--complete") + asked);
    BOOST_TEST(ran.status == 0, asked);
    BOOST_TEST(ran.errors.empty(), asked << ran.errors);
    if (std::string(asked) != " order") BOOST_TEST(ran.output.empty(), asked << ran.output);
  }
}

BOOST_AUTO_TEST_CASE(a_module_that_crashes_when_it_is_opened_says_nothing) {
  const auto ran =
      runApart("--complete test crashes", "TRIAL_PATH=crashes=" + opening + "/opening_crashes.so");
  BOOST_TEST(ran.output == "crashes\tmodule\n");
  BOOST_TEST(ran.errors.empty(), ran.errors);
  BOOST_TEST(ran.status == 0);
}

BOOST_AUTO_TEST_CASE(a_module_that_hangs_costs_what_would_follow) {
  ::setenv("TRIAL_PATH", ("hangs=" + opening + "/opening_hangs.so").c_str(), 1);
  std::array<int, 2> ends{};
  BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  BOOST_TEST(bin::complete({"--complete", "test", "hangs"}, ends[1], 2) == 0);
  ::unsetenv("TRIAL_PATH");
  ::close(ends[1]);
  std::array<char, 100> buffer{};
  const auto size = ::read(ends[0], buffer.data(), buffer.size());
  ::close(ends[0]);
  BOOST_TEST(std::string(buffer.data(), static_cast<std::size_t>(size)) == "hangs\tmodule\n");
}

BOOST_AUTO_TEST_SUITE_END()
