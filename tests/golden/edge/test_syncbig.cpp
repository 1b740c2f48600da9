// A failure text larger than 64 KiB in a synchronous case.
#include <string>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_syncbig)

namespace {

class BigTests : public trial::SynchronousTestCase {
 public:
  void test_1_before() {}
  void test_2_bigFailure() { fail(std::string(70000, 'x')); }
  void test_3_after() {}
};
TRIAL_TESTS(BigTests, test_1_before, test_2_bigFailure, test_3_after)

}  // namespace
