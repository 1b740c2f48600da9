// Programs are asked for their lists of cases.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <tuple>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <reactor/error.hpp>
#include <reactor/testing.hpp>
#include <trial/loader.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/settings/programsettings.hpp>
#include <trial/suite.hpp>

#include "folders.hpp"
#include "sampleprograms.hpp"

using namespace trial::frameworks;
using boost::unit_test::label;
using sampleprograms::Loop;
using sampleprograms::sample;

namespace fs = std::filesystem;

namespace {

/// The first processes of boost_killed are killed, so many of them.
class Kills {
 public:
  explicit Kills(std::size_t count)
      : file_(fs::temp_directory_path() / fmt::format("trial-kills-{}", ::getpid())) {
    std::ofstream(file_) << std::string(count, '.');
    ::setenv("KILLS", file_.c_str(), 1);
  }
  ~Kills() {
    ::unsetenv("KILLS");
    fs::remove(file_);
  }
  Kills(const Kills&) = delete;
  Kills& operator=(const Kills&) = delete;
  [[nodiscard]] std::uintmax_t left() const { return fs::file_size(file_); }

 private:
  fs::path file_;
};

/// A program with a fake process.
struct FakeListing {
  reactor::Deferred<Listing> list() {
    auto listed = listProgram(reactor, reactor, sample("boost_empty"));
    listed.addBoth([this](reactor::Result<Listing> result) {
      if (const auto* listing = std::get_if<Listing>(&result)) error = listing->error;
    });
    return listed;
  }
  [[nodiscard]] reactor::FakeProcess& process() { return *reactor.spawned().back(); }

  reactor::MemoryReactor reactor;
  std::string error = "not listed";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ListTimeoutTests)

BOOST_FIXTURE_TEST_CASE(a_program_has_ten_seconds_to_list, FakeListing,
                        *boost::unit_test::label("PROG-04")) {
  const auto listed = list();
  reactor.advance(9.9);
  BOOST_TEST(process().signals().empty());
  reactor.advance(0.2);
  BOOST_TEST(!process().signals().empty());
  process().endBySignal(SIGKILL);
  BOOST_TEST(error == "boost_empty: did not list its cases in 10 s");
}

BOOST_FIXTURE_TEST_CASE(or_as_many_as_the_user_says, FakeListing,
                        *boost::unit_test::label("PROG-04")) {
  trial::frameworks::setProgramSettings({.listTimeout = 2});
  const auto listed = list();
  trial::frameworks::setProgramSettings({});
  reactor.advance(2.1);
  BOOST_TEST(!process().signals().empty());
  process().endBySignal(SIGKILL);
  BOOST_TEST(error == "boost_empty: did not list its cases in 2 s");
}

BOOST_FIXTURE_TEST_CASE(how_long_it_took_is_known_of_the_program, FakeListing,
                        *boost::unit_test::label("DUR-11")) {
  const auto program = sample("boost_empty");
  const auto listed = listProgram(reactor, reactor, program);
  reactor.advance(1.5);
  BOOST_TEST(!program->known->listSeconds.has_value());
  process().end(3);
  BOOST_TEST(program->known->listSeconds.value_or(0) == 1.5);
}

BOOST_FIXTURE_TEST_CASE(as_many_programs_are_listed_at_a_time_as_the_settings_say, FakeListing,
                        *boost::unit_test::label("PROG-23")) {
  setProgramSettings({.listedAtOnce = 2});
  const auto listed = listPrograms(
      reactor, reactor, {sample("boost_empty"), sample("boost_empty"), sample("boost_empty")});
  setProgramSettings({});
  BOOST_TEST(reactor.spawned().size() == 2U);
  reactor.spawned().front()->end(3);
  BOOST_TEST(reactor.spawned().size() == 3U);
  for (std::size_t i = 1; i < 3; ++i) reactor.spawned()[i]->end(3);
  BOOST_TEST(listed.called());
}

BOOST_AUTO_TEST_SUITE_END()

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

BOOST_FIXTURE_TEST_CASE(a_program_whose_listing_is_killed_once_is_listed_again, Loop,
                        *label("LOAD-10")) {
  const Kills kills(1);
  const auto listed = listPrograms(
      loop, loop, {sample("boost_static"), sample("boost_killed"), sample("boost_data")});
  until(listed);
  BOOST_TEST(kills.left() == 0U);
  listed.addCallback([](const std::vector<Listing>& lists) {
    BOOST_TEST_REQUIRE(lists.size() == 3U);
    for (const auto& list : lists) BOOST_TEST(list.error == "");
    BOOST_TEST(lists[0].cases.size() == 1U);
    BOOST_TEST(lists[1].cases.size() == 2U);
    BOOST_TEST(lists[2].cases.size() == 900U);
  });
}

BOOST_FIXTURE_TEST_CASE(a_program_whose_listing_is_killed_twice_says_so, Loop, *label("LOAD-10")) {
  const Kills kills(3);
  const auto listed = listProgram(loop, loop, sample("boost_killed"));
  until(listed);
  BOOST_TEST(kills.left() == 1U);
  listed.addCallback([](const Listing& listing) {
    BOOST_TEST(listing.error ==
               "boost_killed: was started twice and ended by signal 9 (SIGKILL) without listing "
               "its cases");
  });
}

BOOST_FIXTURE_TEST_CASE(a_status_and_a_time_limit_are_the_program_s_own_answer, FakeListing,
                        *label("LOAD-10")) {
  (void)list();
  process().end(3);
  BOOST_TEST(error == "boost_empty: exited with status 3 without listing its cases");
  (void)list();
  reactor.advance(10);
  BOOST_TEST(process().signals() == std::vector<int>{SIGKILL}, boost::test_tools::per_element());
  process().endBySignal(SIGKILL);
  BOOST_TEST(error == "boost_empty: did not list its cases in 10 s");
  BOOST_TEST(reactor.spawned().size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_listing_that_is_cancelled_is_not_begun_again, FakeListing) {
  const auto listed = list();
  listed.cancel();
  BOOST_TEST(listed.called());
  process().endBySignal(SIGKILL);
  BOOST_TEST(reactor.spawned().size() == 1U);
  BOOST_TEST(error == "not listed");
}

BOOST_FIXTURE_TEST_CASE(a_listing_waits_for_processes_to_become_free, FakeListing,
                        *label("LOAD-09")) {
  int refused = 0;
  int mostRefused = 7;
  reactor.onSpawn([&](reactor::FakeProcess&) {
    if (++refused <= mostRefused) throw std::system_error(EAGAIN, std::system_category(), "clone");
  });
  const auto wait = [this] {
    double pause = 0.02;
    for (int pauses = 0; pauses < 7; ++pauses, pause *= 2) reactor.advance(pause);
  };
  (void)list();
  wait();
  BOOST_TEST(refused == 8);
  process().end(3);
  BOOST_TEST(error == "boost_empty: exited with status 3 without listing its cases");
  refused = 0;
  mostRefused = 8;
  (void)list();
  wait();
  BOOST_TEST(refused == 8);
  BOOST_TEST(error == "boost_empty: cannot be started: clone: Resource temporarily unavailable");
  refused = 0;
  const auto cancelled = list();
  cancelled.cancel();
  BOOST_TEST(reactor.getDelayedCalls().empty());
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

BOOST_FIXTURE_TEST_CASE(of_several_frameworks_that_is_taken_of_which_there_is_a_list, Loop,
                        *label("PROG-20")) {
  const auto marker = fs::temp_directory_path() / fmt::format("trial-ran-{}", ::getpid());
  ::setenv("TRIAL_RAN", marker.c_str(), 1);
  for (const auto& [name, framework, id] :
       {std::tuple("mixed_of_doctest", "doctest", "of doctest"),
        std::tuple("mixed_of_googletest", "GoogleTest", "OfGoogleTest.runs")}) {
    const auto program = sample(name);
    BOOST_TEST(program->candidates.size() == 2U);
    const auto listed = listProgram(loop, loop, program);
    until(listed);
    listed.addCallback([wanted = std::string(id)](const Listing& listing) {
      BOOST_TEST(listing.error == "");
      BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
      BOOST_TEST(listing.cases.front().id == wanted);
    });
    BOOST_TEST(program->framework->name() == framework);
    BOOST_TEST(program->candidates.empty());
  }
  ::unsetenv("TRIAL_RAN");
  BOOST_TEST(!fs::exists(marker), "the case of GoogleTest ran while the program was to list");
}

BOOST_FIXTURE_TEST_CASE(a_main_that_runs_two_frameworks_is_told_which_cases_are_left_out, Loop,
                        *label("PROG-455")) {
  const auto program = sample("mixed_of_both");
  const auto listed = listProgram(loop, loop, program);
  until(listed);
  const std::string why =
      "its main function runs the cases of two frameworks, of which trial-dist runs one: those of "
      "GoogleTest are left out (OfGoogleTest.runs)";
  listed.addCallback([&why](const Listing& listing) {
    BOOST_TEST(listing.error == "");
    BOOST_TEST_REQUIRE(listing.cases.size() == 1U);
    BOOST_TEST(listing.cases.front().id == "of doctest");
    BOOST_TEST(listing.incomplete == why);
  });
  BOOST_TEST(program->framework->name() == "doctest");

  trial::TestLoader loader;
  const auto path = (folders::programs / "mixed_of_both").string();
  std::vector<std::string> errors;
  std::vector<std::string> ids;
  for (const auto& test : trial::_iterateTests(loader.loadByName(path))) {
    if (const auto* holder = dynamic_cast<const trial::ErrorHolder*>(test.get())) {
      errors.push_back(holder->error().getErrorMessage());
    } else {
      ids.push_back(test->id());
    }
  }
  BOOST_TEST(errors == std::vector{why}, boost::test_tools::per_element());
  BOOST_TEST(ids == std::vector{path + "::of doctest"}, boost::test_tools::per_element());
  BOOST_TEST(loader.loadByName(path + "::of doctest")->countTestCases() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_program_that_lists_as_none_of_its_frameworks_names_all, Loop,
                        *label("PROG-20")) {
  const auto program = sample("mixed_of_nothing");
  const auto listed = listProgram(loop, loop, program);
  until(listed);
  listed.addCallback([](const Listing& listing) {
    BOOST_TEST(listing.error ==
               "mixed_of_nothing: its file has the marks of several frameworks, and it lists cases "
               "as none of them:\nas doctest: exited with status 3 without listing its cases\n"
               "as GoogleTest: exited with status 3 without listing its cases");
    BOOST_TEST(listing.cases.empty());
  });
  BOOST_TEST(program->candidates.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_program_of_no_known_framework_is_none) {
  BOOST_TEST(openProgram("talks_of_boost", TRIAL_TEST_PROGRAMS) == nullptr);
  BOOST_CHECK_THROW((void)openProgram("missing", TRIAL_TEST_PROGRAMS), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
