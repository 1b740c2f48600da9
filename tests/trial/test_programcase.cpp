// Cases of foreign programs in suites: loaded, run in this process's charge, reported.
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/loader.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/programs/programcase.hpp>

#include "recorder.hpp"
#include "texts.hpp"

using namespace trial;
using recording::Events;
using recording::idsOf;
using recording::Recorder;
using texts::contains;

namespace fs = std::filesystem;

namespace {

/// The run was started in the folder of the programs.
struct InPrograms {
  InPrograms() : before(runFolder()) { setRunFolder(TRIAL_TEST_PROGRAMS); }
  ~InPrograms() { setRunFolder(before); }
  fs::path before;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(TestProgramTests, InPrograms)

BOOST_AUTO_TEST_CASE(a_crash_costs_the_case_that_was_running) {
  TestLoader loader;
  const auto suite = loader.loadByName("boost_crash");
  const auto count = suite->countTestCases();
  Recorder result;
  suite->run(result);
  BOOST_TEST(result.testsRun() == count);
  BOOST_TEST(static_cast<int>(result.errors.size()) + result.successes == count);
  BOOST_TEST(!result.errors.empty());
  for (const auto& [test, error] : result.errors) {
    BOOST_TEST(test->id().starts_with("boost_crash::"));
    BOOST_TEST(error.type() == "trial.ProgramError");
  }
}

BOOST_AUTO_TEST_CASE(a_case_is_found_by_its_id_without_asking_the_program) {
  TestLoader loader;
  const auto ids = idsOf(loader.loadByName("./boost_outcomes"));
  BOOST_TEST_REQUIRE(!ids.empty());
  BOOST_TEST(ids[0].starts_with("boost_outcomes::"), "the name is normalised");
  TestLoader worker;
  const auto found = worker.loadCase(ids[0]);
  BOOST_TEST(found->id() == ids[0]);
  BOOST_TEST(dynamic_cast<const ProgramCase*>(found.get()) != nullptr);
  // The program would not list it, and was not asked.
  BOOST_TEST(dynamic_cast<const ProgramCase*>(worker.loadCase("boost_outcomes::no/such").get()) !=
             nullptr);
}

BOOST_AUTO_TEST_CASE(a_name_may_go_on_inside_the_program) {
  TestLoader loader;
  const auto ids = idsOf(loader.loadByName("boost_outcomes"));
  const auto one = loader.loadByName(ids[0]);
  BOOST_TEST(idsOf(one) == Events{ids[0]}, boost::test_tools::per_element());
  BOOST_TEST(idsOf(loader.loadByName("boost_outcomes::*")) == ids,
             boost::test_tools::per_element());
  BOOST_TEST(idsOf(loader.loadByNames({ids[0], "boost_outcomes"})).size() == ids.size(),
             "each runs once");
  const auto missing = loader.loadByName("boost_outcomes::no/such");
  BOOST_TEST(idsOf(missing) == Events{"boost_outcomes::no/such"}, boost::test_tools::per_element());
  BOOST_TEST(dynamic_cast<const ErrorHolder*>(_iterateTests(missing)[0].get()) != nullptr);
}

BOOST_AUTO_TEST_CASE(outcomes_are_reported_as_a_test_cases_are) {
  TestLoader loader;
  Recorder result;
  const auto suite = loader.loadByName("boost_outcomes");
  suite->run(result);
  BOOST_TEST(result.testsRun() == static_cast<int>(_iterateTests(suite).size()));
  BOOST_TEST(!result.failures.empty());
  BOOST_TEST(!result.skips.empty());
  BOOST_TEST(result.successes > 0);
  for (const auto& [test, failure] : result.failures) {
    BOOST_TEST(failure.type() == "trial.ProgramFailure");
    BOOST_TEST(!failure.getErrorMessage().empty());
  }
}

BOOST_AUTO_TEST_CASE(a_run_that_is_stopped_hands_out_no_further_case) {
  class StoppingAtOnce final : public Recorder {
   public:
    void stopTest(const TestPtr& test) override {
      Recorder::stopTest(test);
      stop();
    }
  } result;
  const auto suite = TestLoader().loadByName("boost_outcomes");
  suite->run(result);
  BOOST_TEST(result.testsRun() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_test_program_is_an_error_of_its_name) {
  TestLoader loader;
  const auto suite = loader.loadByName("talks_of_boost");
  BOOST_TEST(idsOf(suite) == Events{"talks_of_boost"}, boost::test_tools::per_element());
  Recorder result;
  suite->run(result);
  BOOST_TEST_REQUIRE(result.errors.size() == 1U);
  BOOST_TEST(contains(
      result.errors[0].second.getErrorMessage(),
      "'talks_of_boost' is neither a test module, nor a test program of a known framework"));
}

BOOST_AUTO_TEST_CASE(a_program_without_cases_is_an_error, *boost::unit_test::label("PROG-05")) {
  const auto suite = TestLoader().loadByName("boost_empty");
  Recorder result;
  suite->run(result);
  BOOST_TEST_REQUIRE(result.errors.size() == 1U);
  BOOST_TEST(result.errors[0].second.getErrorMessage() == "boost_empty lists no cases");
}

BOOST_AUTO_TEST_CASE(the_path_of_a_case_is_the_one_that_was_listed) {
  const auto test = _iterateTests(TestLoader().loadByName("boost_outcomes::BadSetup/Inner"))[0];
  BOOST_TEST(test->path() == (Events{"boost_outcomes", "BadSetup", "Inner", "second"}),
             boost::test_tools::per_element());
  const auto disabled = _iterateTests(TestLoader().loadByName("boost_outcomes::Skipped/disabled"));
  BOOST_TEST(disabled.at(0)->path() == (Events{"boost_outcomes", "Skipped", "disabled"}),
             boost::test_tools::per_element());
  const auto unlisted = TestLoader().loadCase("boost_outcomes::BadSetup/Inner/second");
  BOOST_TEST(unlisted->path() == (Events{"boost_outcomes", "BadSetup/Inner/second"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
