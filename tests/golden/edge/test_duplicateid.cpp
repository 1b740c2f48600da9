// Two different test cases that share one id.
#include <memory>
#include <vector>

#include <trial/loader.hpp>
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_duplicateid)

namespace {

class SameTests : public trial::TestCase {
 public:
  void test_one() {}
};
TRIAL_TESTS(SameTests, test_one)

std::shared_ptr<trial::TestSuite> testSuite() {
  const auto* same = trial::Registry::instance().find("edge.test_duplicateid")->find("SameTests");
  const trial::TestLoader loader;
  const auto& method = *same->find("test_one");
  return std::make_shared<trial::TestSuite>(
      std::vector{loader.loadMethod(*same, method), loader.loadMethod(*same, method)});
}
TRIAL_TEST_SUITE(testSuite)

}  // namespace
