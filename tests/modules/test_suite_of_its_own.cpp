// A module whose suite is its own: two tests with one id, which no name tells apart.
#include <memory>
#include <vector>

#include <trial/suite.hpp>
#include <trial/unittest.hpp>

namespace {

std::shared_ptr<trial::TestSuite> testSuite() {
  std::vector<trial::TestPtr> tests;
  for (int i = 0; i < 2; ++i)
    tests.push_back(std::make_shared<trial::TestHolder>("twice.the.same"));
  return std::make_shared<trial::TestSuite>(std::move(tests));
}

}  // namespace

TRIAL_TEST_SUITE(testSuite)
