// Batches of cases of a program: taken off a queue, run, given back.
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/libevent.hpp>
#include <trial/failing.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/programs/run/batch.hpp>
#include <trial/suite.hpp>

#include "sampleprograms.hpp"

using namespace trial;
using sampleprograms::sample;

BOOST_AUTO_TEST_SUITE(BatchTests, *boost::unit_test::timeout(120))

namespace {

using Lines = std::vector<std::string>;

BatchCase batchCase(const frameworks::ProgramPtr& program, const std::string& name) {
  return *inBatch(std::make_shared<ProgramCase>(program, name));
}

std::vector<BatchCase> batchCases(const std::string& program, const Lines& names) {
  const auto opened = sample(program);
  std::vector<BatchCase> cases;
  for (const auto& name : names) cases.push_back(batchCase(opened, name));
  return cases;
}

class Observer : public IBatchObserver {
 public:
  void caseStarted(const TestPtr& test) override { heard.push_back("started " + test->id()); }
  void caseFinished(const CaseReport& report) override {
    heard.push_back("finished " + report.test->id());
    reports.push_back(report);
  }
  void programError(const std::string&, const reactor::Failure&) override {}
  void output(int, std::string_view) override {}

  Lines heard;
  std::vector<CaseReport> reports;
};

Lines idsOf(const std::vector<TestPtr>& tests) {
  Lines ids;
  for (const auto& test : tests) ids.push_back(test->id());
  return ids;
}

Lines namesOf(const std::vector<BatchCase>& cases) {
  Lines names;
  for (const auto& one : cases) names.emplace_back(one.name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(cases_of_one_program_are_taken_from_the_front_each_name_once) {
  const auto one = sample("boost_crash");
  const auto other = sample("boost_empty");
  std::deque<TestPtr> queue = {
      std::make_shared<ProgramCase>(one, "a"),    std::make_shared<ProgramCase>(one, "b"),
      std::make_shared<ProgramCase>(one, "a"),    std::make_shared<ProgramCase>(other, "c"),
      std::make_shared<TestHolder>("no.program"), std::make_shared<ProgramCase>(other, "d")};
  const auto take = [&queue] {
    return namesOf(takeBatch([&] { return queue.empty() ? std::nullopt : inBatch(queue.front()); },
                             [&] { queue.pop_front(); }));
  };
  BOOST_TEST(take() == (Lines{"a", "b"}), boost::test_tools::per_element());
  BOOST_TEST(take() == Lines{"a"}, boost::test_tools::per_element());
  BOOST_TEST(take() == Lines{"c"}, boost::test_tools::per_element());
  BOOST_TEST(take().empty());
  queue.pop_front();
  BOOST_TEST(take() == Lines{"d"}, boost::test_tools::per_element());
  BOOST_TEST(take().empty());
}

BOOST_AUTO_TEST_CASE(each_case_is_started_and_finished_also_one_that_never_began) {
  Observer observer;
  auto& reactor = reactor::defaultReactor();
  Batch batch(reactor, reactor, batchCases("boost_fixtures", {"DiesAtStart/first", "between"}),
              observer);
  batch.run();
  BOOST_TEST(observer.heard ==
                 (Lines{"started boost_fixtures::DiesAtStart/first",
                        "finished boost_fixtures::DiesAtStart/first",
                        "started boost_fixtures::between", "finished boost_fixtures::between"}),
             boost::test_tools::per_element());
  BOOST_TEST(!observer.reports[0].successful());
  BOOST_TEST(!observer.reports[0].seconds.has_value());
  BOOST_TEST(observer.reports[1].successful());
  BOOST_TEST(observer.reports[1].seconds.has_value());
  BOOST_TEST(batch.unfinished().empty());
}

BOOST_AUTO_TEST_CASE(a_batch_ends_behind_the_case_that_runs_when_no_other_is_wanted) {
  struct Withdrawing : Observer {
    void caseStarted(const TestPtr& test) override {
      Observer::caseStarted(test);
      for (const auto& one : unwanted) batch->withdraw(one);
    }
    std::vector<TestPtr> unwanted;
    Batch* batch = nullptr;
  } observer;
  const auto cases = batchCases("boost_crash", {"Crash/a0", "Crash/a1", "Crash/a2"});
  auto& reactor = reactor::defaultReactor();
  Batch batch(reactor, reactor, cases, observer);
  observer.batch = &batch;
  observer.unwanted = {cases[1].test, cases[2].test, std::make_shared<TestHolder>("unknown")};
  batch.run();
  BOOST_TEST(
      observer.heard == (Lines{"started boost_crash::Crash/a0", "finished boost_crash::Crash/a0"}),
      boost::test_tools::per_element());
  BOOST_TEST(idsOf(batch.unfinished()) == (Lines{"boost_crash::Crash/a1", "boost_crash::Crash/a2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_case_that_is_not_wanted_runs_all_the_same_while_another_is) {
  Observer observer;
  const auto cases = batchCases("boost_crash", {"Crash/a0", "Crash/a1"});
  auto& reactor = reactor::defaultReactor();
  Batch batch(reactor, reactor, cases, observer);
  batch.withdraw(cases[0].test);
  batch.run();
  BOOST_TEST(observer.reports.size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_observer_that_throws_ends_the_batch) {
  struct Throwing : Observer {
    void caseFinished(const CaseReport&) override { throw std::runtime_error("no more"); }
  } observer;
  auto& reactor = reactor::defaultReactor();
  Batch batch(reactor, reactor, batchCases("boost_crash", {"Crash/a0", "Crash/a1"}), observer);
  BOOST_CHECK_THROW(batch.run(), std::runtime_error);
  BOOST_TEST(observer.heard == Lines{"started boost_crash::Crash/a0"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_interrupt_is_an_error_of_the_case_that_runs) {
  struct Interrupting : Observer {
    void caseStarted(const TestPtr& test) override {
      Observer::caseStarted(test);
      if (test->id() == "boost_hangs::for_ever")
        (void)reactor::defaultReactor().callLater(0, [] { reactor::defaultReactor().crash(); });
    }
  } observer;
  auto& reactor = reactor::defaultReactor();
  Batch batch(reactor, reactor, batchCases("boost_hangs", {"quick", "for_ever", "quick_too"}),
              observer);
  BOOST_CHECK_THROW(batch.run(), KeyboardInterrupt);
  BOOST_TEST(observer.heard.back() == "finished boost_hangs::for_ever");
  BOOST_TEST(observer.reports.back().results.at(0).failure->is<KeyboardInterrupt>());
  BOOST_TEST(idsOf(batch.unfinished()) == Lines{"boost_hangs::quick_too"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
