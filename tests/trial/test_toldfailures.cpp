// Whether what a program has told explains that it ends badly.
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/programs/failures.hpp>
#include <trial/programs/run/toldfailures.hpp>

using namespace trial::frameworks;

BOOST_AUTO_TEST_SUITE(ToldFailureTests)

namespace {

ReportedCase passed() { return {reportOf(trial::successResult())}; }
ReportedCase failed() { return {reportOf(programFailure("check failed"))}; }
ReportedCase unsettled() { return {reportOf(programFailure("check failed")), "expected"}; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_failure_that_was_taken_back_is_none, *boost::unit_test::label("PROG-462")) {
  const Program program;
  ToldFailures told;
  told.add("one", passed());
  told.add("two", passed());
  told.add("three", failed());
  told.add("four", unsettled());
  BOOST_TEST(told.certain());
  told.takeBack("two");
  BOOST_TEST(!told.certain());
  BOOST_TEST(!told.any(program));
  told.add("two", unsettled());
  BOOST_TEST(!told.certain());
  BOOST_TEST(told.any(program));
  told.takeBack("two");
  BOOST_TEST(!told.any(program));
}

BOOST_AUTO_TEST_CASE(a_failure_before_what_was_taken_back_counts,
                     *boost::unit_test::label("PROG-462")) {
  const Program program;
  ToldFailures told;
  told.add("one", unsettled());
  told.add("two", failed());
  told.add("three", failed());
  told.takeBack("three");
  BOOST_TEST(told.certain());
  told.takeBack("nothing that was told");
  BOOST_TEST(told.certain());
  told.takeBack("two");
  BOOST_TEST(!told.certain());
  BOOST_TEST(told.any(program));
}

BOOST_AUTO_TEST_CASE(what_failed_outside_of_cases_goes_with_the_case_before) {
  ToldFailures told;
  told.add("one", passed());
  told.add("two", passed());
  told.addOther();
  told.takeBack("two");
  BOOST_TEST(!told.certain());
  told.addOther();
  told.add("two", passed());
  told.takeBack("two");
  BOOST_TEST(told.certain());
}

BOOST_AUTO_TEST_CASE(what_stands_behind_a_null_byte_is_told, *boost::unit_test::label("PROG-24")) {
  const std::string text("a\0b", 3);
  BOOST_TEST(detailsOf(programFailure(text)) == "a\\x00b");
  BOOST_TEST(detailsOf(programError(text)) == "a\\x00b");
  auto report = reportOf(programFailure("check failed"));
  addOutput(report, text);
  BOOST_TEST(detailsOf(report.results.front()) == "check failed\nIts output:\na\\x00b");
}

BOOST_AUTO_TEST_CASE(what_is_of_no_case_stays) {
  ToldFailures early;
  early.addOther();
  early.add("one", passed());
  early.takeBack("one");
  BOOST_TEST(early.certain());
  ToldFailures later;
  later.add("one", passed());
  later.addProgramError();
  later.takeBack("one");
  BOOST_TEST(later.certain());
}

BOOST_AUTO_TEST_SUITE_END()
