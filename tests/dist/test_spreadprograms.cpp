// Which cases run again in one process when a run is over, and for how long.
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <dist/manager/causes/spreadprograms.hpp>
#include <reactor/testing.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/programcase.hpp>

using boost::unit_test::label;

namespace {

struct Spreading {
  using Cases = std::vector<trial::TestPtr>;

  static Cases casesOf(const std::string& name, int count) {
    const auto program = trial::frameworks::knownProgram("./" + name, "/folder", "Boost.Test", {});
    BOOST_REQUIRE(program != nullptr);
    Cases cases;
    for (int i = 0; i < count; ++i)
      cases.push_back(std::make_shared<trial::ProgramCase>(program, fmt::format("case{}", i)));
    return cases;
  }
  /// Each case begins in one of two workers, and fails.
  void failSpread(const Cases& cases) {
    for (std::size_t i = 0; i < cases.size(); ++i) spread.caseBegan(cases[i], int(i % 2));
    fail(cases);
  }
  void fail(const Cases& cases) {
    for (const auto& test : cases) {
      auto report = trial::frameworks::reportOf(trial::frameworks::programFailure("it failed"));
      report.test = test;
      spread.caseOver(report);
    }
  }
  /// How many cases the last process was asked for.
  [[nodiscard]] std::size_t asked() const {
    std::string filters;
    for (const auto& argument : reactor.spawned().back()->call().args) {
      if (argument.starts_with("--run_test=")) filters += argument;
    }
    std::size_t count = 0;
    for (auto at = filters.find("case"); at != std::string::npos; at = filters.find("case", at + 1))
      ++count;
    return count;
  }

  reactor::MemoryReactor reactor;
  dist::SpreadPrograms spread{reactor};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SpreadProgramsTests, Spreading)

BOOST_AUTO_TEST_CASE(twenty_cases_run_again, *label("PROG-15")) {
  spread.runBegan({});
  failSpread(casesOf("program", 30));
  const auto looked = spread.look();
  BOOST_TEST(reactor.spawned().size() == 1U);
  BOOST_TEST(asked() == 20U);
  reactor.spawned().back()->end(1);
  BOOST_TEST(looked.called());
}

BOOST_AUTO_TEST_CASE(those_of_three_programs_do, *label("PROG-15")) {
  spread.runBegan({});
  std::vector<Cases> all;
  for (const auto* name : {"a", "b", "c", "d"}) all.push_back(casesOf(name, 2));
  for (const auto& cases : all) failSpread(cases);
  const auto looked = spread.look();
  for (std::size_t i = 1; i <= 3; ++i) {
    BOOST_TEST_REQUIRE(reactor.spawned().size() == i);
    reactor.spawned().back()->end(1);
  }
  BOOST_TEST(looked.called());
  BOOST_TEST(reactor.spawned().size() == 3U);
}

BOOST_AUTO_TEST_CASE(it_takes_no_longer_than_the_run_and_five_seconds, *label("PROG-15")) {
  struct Row {
    double ran;
    double most;
  };
  for (const auto& [ran, most] : {Row{0, 1}, Row{3, 3}, Row{60, 5}}) {
    reactor::MemoryReactor own;
    dist::SpreadPrograms one(own);
    const auto cases = casesOf("program", 2);
    one.runBegan({});
    own.advance(ran);
    one.caseBegan(cases[0], 0);
    one.caseBegan(cases[1], 1);
    auto report = trial::frameworks::reportOf(trial::frameworks::programFailure("it failed"));
    report.test = cases[0];
    one.caseOver(report);
    const auto looked = one.look();
    own.advance(most - 0.1);
    BOOST_TEST(own.spawned().back()->signals().empty(), ran);
    own.advance(0.2);
    BOOST_TEST(own.spawned().back()->signals() == std::vector<int>{SIGKILL}, ran);
    BOOST_TEST(looked.called());
  }
}

BOOST_AUTO_TEST_CASE(a_program_that_one_worker_had_does_not_run_again, *label("PROG-14")) {
  spread.runBegan({});
  const auto cases = casesOf("program", 3);
  for (const auto& test : cases) spread.caseBegan(test, 1);
  fail(cases);
  BOOST_TEST(spread.look().called());
  BOOST_TEST(reactor.spawned().empty());
}

BOOST_AUTO_TEST_CASE(one_worker_after_the_other_is_not_at_the_same_time, *label("PROG-14")) {
  spread.runBegan({});
  const auto cases = casesOf("program", 2);
  const auto others = casesOf("other", 1);
  spread.caseBegan(cases[0], 0);
  spread.caseBegan(others[0], 0);
  spread.caseBegan(cases[1], 1);
  fail(cases);
  BOOST_TEST(spread.look().called());
  BOOST_TEST(reactor.spawned().empty());
}

BOOST_AUTO_TEST_CASE(a_worker_that_has_ended_its_case_has_it_no_longer, *label("PROG-14")) {
  spread.runBegan({});
  const auto cases = casesOf("program", 2);
  spread.caseBegan(cases[0], 0);
  trial::CaseReport over;
  over.test = cases[0];
  over.worker = 0;
  spread.caseOver(over);
  reactor.advance(2);
  spread.caseBegan(cases[1], 1);
  fail(cases);
  BOOST_TEST(spread.look().called());
  BOOST_TEST(reactor.spawned().empty());
}

BOOST_AUTO_TEST_CASE(quick_cases_that_are_told_one_after_the_other_ran_at_the_same_time,
                     *label("PROG-14")) {
  spread.runBegan({});
  const auto cases = casesOf("program", 2);
  for (int i = 0; i < 2; ++i) {
    const auto& test = cases[static_cast<std::size_t>(i)];
    spread.caseBegan(test, i);
    trial::CaseReport over;
    over.test = test;
    over.worker = i;
    spread.caseOver(over);
  }
  fail(cases);
  const auto looked = spread.look();
  BOOST_TEST(reactor.spawned().size() == 1U);
  reactor.spawned().back()->end(1);
  BOOST_TEST(looked.called());
}

BOOST_AUTO_TEST_CASE(nothing_runs_after_a_signal, *label("PROG-15")) {
  spread.runBegan({});
  failSpread(casesOf("a", 2));
  failSpread(casesOf("b", 2));
  const auto looked = spread.look();
  spread.giveUp();
  BOOST_TEST(reactor.spawned().back()->signals() == std::vector<int>{SIGKILL});
  BOOST_TEST(looked.called());
  BOOST_TEST(reactor.spawned().size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
