// From options to suites.
#include <iostream>
#include <memory>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include <bin/loading.hpp>
#include <trial/suite.hpp>

using boost::unit_test::label;

namespace {

/// Whether the suites of the loader let go of what they ran.
bool letsGo(const trial::Options& options) {
  std::ostringstream stream;
  const auto suite = bin::_getLoader(options, stream).suiteFactory({});
  return std::dynamic_pointer_cast<trial::DestructiveTestSuite>(suite) != nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(LoadingTests)

BOOST_AUTO_TEST_CASE(suites_that_are_run_again_keep_their_tests, *label("CLI-07")) {
  trial::Options options;
  BOOST_TEST(letsGo(options));
  options.untilFailure = true;
  BOOST_TEST(!letsGo(options));
}

BOOST_AUTO_TEST_CASE(a_seed_is_told_where_it_is_to_be_told) {
  trial::Options options;
  options.random = 7;
  std::ostringstream stream;
  (void)bin::_getLoader(options, stream);
  BOOST_TEST(stream.str() == "Running tests shuffled with seed 7\n\n");
  std::ostringstream out;
  auto* before = std::cout.rdbuf(out.rdbuf());
  (void)bin::_getLoader(options);
  options.tests = {"nosuch"};
  options.namesTests = true;
  const auto suite = bin::_getSuite(options);
  std::cout.rdbuf(before);
  BOOST_TEST(out.str() == stream.str() + stream.str());
  BOOST_TEST(trial::_iterateTests(suite).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
