// The reason of a skip larger than 64 KiB, between two small tests.
#include <string>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_bigskip)

namespace {

class BigTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_bigSkip() { throw trial::SkipTest(std::string(70000, 'x')); }
  void test_3_after() {}
};
TRIAL_TESTS(BigTests, test_1_before, test_2_bigSkip, test_3_after)

}  // namespace
