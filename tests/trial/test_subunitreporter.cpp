// The subunit reporter, by what it writes.
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/subunitreporter.hpp>
#include <trial/suite.hpp>

using namespace trial;
using boost::unit_test::label;

namespace {

struct Subunit {
  std::ostringstream out;
  SubunitReporter reporter{out};
  TestPtr test = named("t.A.a");

  static TestPtr named(const std::string& id) { return std::make_shared<TestHolder>(id); }
  static Failure failure(const std::string& text) { return Failure(std::runtime_error(text)); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SubunitReporterTests, Subunit)

BOOST_AUTO_TEST_CASE(a_result_is_a_line_or_a_block, *label("REP-22")) {
  const auto run = [this](auto tell) {
    reporter.startTest(test);
    tell();
    reporter.stopTest(test);
  };
  run([this] { reporter.addSuccess(test); });
  run([this] { reporter.addFailure(test, failure("not so")); });
  run([this] { reporter.addError(test, failure("boom").withFrames({{"f", "nowhere.cpp", 7}})); });
  run([this] { reporter.addSkip(test, "not today"); });
  run([this] { reporter.addExpectedFailure(test, failure("known"), makeTodo("not yet")); });
  run([this] { reporter.addUnexpectedSuccess(test, makeTodo("thought to be broken")); });
  reporter.done();
  BOOST_TEST(out.str() ==
             "test: t.A.a\nsuccessful: t.A.a\n"
             "test: t.A.a\nfailure: t.A.a [\nstd.runtime_error: not so\n]\n"
             "test: t.A.a\nerror: t.A.a [\nTraceback (most recent call last):\n"
             "  File \"nowhere.cpp\", line 7, in f\n    \nstd.runtime_error: boom\n]\n"
             "test: t.A.a\nskip: t.A.a [\nnot today\n]\n"
             "test: t.A.a\nxfail: t.A.a [\nstd.runtime_error: known\n]\n"
             "test: t.A.a\nsuccessful: t.A.a\n");
  BOOST_TEST(reporter.testsRun() == 6);
  BOOST_TEST(!reporter.wasSuccessful());
}

BOOST_AUTO_TEST_CASE(each_further_result_of_a_test_starts_it_again) {
  reporter.startTest(test);
  reporter.addFailure(test, failure("one"));
  reporter.addError(test, failure("two"));
  reporter.stopTest(test);
  BOOST_TEST(out.str() ==
             "test: t.A.a\nfailure: t.A.a [\nstd.runtime_error: one\n]\n"
             "test: t.A.a\nerror: t.A.a [\nstd.runtime_error: two\n]\n");
}

BOOST_AUTO_TEST_CASE(a_test_without_a_result_is_ended) {
  reporter.startTest(test);
  reporter.stopTest(test);
  BOOST_TEST(out.str() == "test: t.A.a\nskip: t.A.a [\nit has no result\n]\n");
  BOOST_TEST(reporter.wasSuccessful());
}

BOOST_AUTO_TEST_CASE(no_text_ends_its_block) {
  reporter.startTest(test);
  reporter.addSkip(test, "]\n]]\n[\n\n]");
  BOOST_TEST(out.str() == "test: t.A.a\nskip: t.A.a [\n ]\n]]\n[\n\n ]\n]\n");
}

BOOST_AUTO_TEST_CASE(an_empty_reason_is_an_empty_line) {
  reporter.startTest(test);
  reporter.addSkip(test, "");
  BOOST_TEST(out.str() == "test: t.A.a\nskip: t.A.a [\n\n]\n");
}

BOOST_AUTO_TEST_CASE(ids_are_on_one_line_and_all_is_utf8) {
  const auto odd = named("t.A.test[a\nb \xff \xc3\xa9 [");
  reporter.startTest(odd);
  reporter.addSkip(odd, "caf\xe9 \xc3\xa9");
  reporter.stopTest(odd);
  const std::string shown = "t.A.test[a\\nb \\xff \xc3\xa9 [";
  BOOST_TEST(out.str() == "test: " + shown + "\nskip: " + shown + " [\ncaf\\xe9 \xc3\xa9\n]\n");
}

BOOST_AUTO_TEST_SUITE_END()
