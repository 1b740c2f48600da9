// twisted.trial._dist.test.test_distreporter, of 20.3.0 and 24.7.
#include <memory>
#include <sstream>
#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include <dist/distreporter.hpp>
#include <dist/testing.hpp>
#include <trial/treereporter.hpp>

BOOST_AUTO_TEST_SUITE(test_distreporter)

namespace {

using reactor::Failure;

struct ReporterFixture {
  std::ostringstream stream;
  std::shared_ptr<trial::TreeReporter> reporter = std::make_shared<trial::TreeReporter>(stream);
  dist::DistReporter distReporter{reporter};
  trial::TestPtr test = dist::testing::namedCase("module.Class.test");
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(DistReporterTests, ReporterFixture)

BOOST_AUTO_TEST_CASE(test_startSuccessStop) {
  distReporter.startTest(test);
  BOOST_TEST(stream.str().empty());
  distReporter.addSuccess(test);
  BOOST_TEST(stream.str().empty());
  distReporter.stopTest(test);
  BOOST_TEST(!stream.str().empty());
}

BOOST_AUTO_TEST_CASE(test_startErrorStop) {
  distReporter.startTest(test);
  BOOST_TEST(stream.str().empty());
  distReporter.addError(test, Failure(std::runtime_error("error")));
  BOOST_TEST(stream.str().empty());
  distReporter.stopTest(test);
  BOOST_TEST(!stream.str().empty());
}

// There `running` is a dictionary of queues; here it counts the cases, whose reports are inside.
BOOST_AUTO_TEST_CASE(test_forwardedMethods) {
  distReporter.startTest(test);
  distReporter.addFailure(test, Failure(std::runtime_error("foo")));
  distReporter.addError(test, Failure(std::runtime_error("bar")));
  distReporter.addSkip(test, "egg");
  distReporter.addUnexpectedSuccess(test, trial::makeTodo("spam"));
  distReporter.addExpectedFailure(test, Failure(std::runtime_error("err")), trial::makeTodo("foo"));
  BOOST_TEST(distReporter.running() == 1U);
  BOOST_TEST(reporter->testsRun() == 0);
  distReporter.stopTest(test);
  BOOST_TEST(reporter->testsRun() == 1);
  BOOST_TEST(reporter->failures.size() == 1U);
  BOOST_TEST(reporter->errors.size() == 1U);
  BOOST_TEST(reporter->skips.size() == 1U);
  BOOST_TEST(reporter->unexpectedSuccesses.size() == 1U);
  BOOST_TEST(reporter->expectedFailures.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
