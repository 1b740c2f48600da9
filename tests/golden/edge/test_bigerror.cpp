// An error text larger than 64 KiB, between two small tests.
#include <stdexcept>
#include <string>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_bigerror)

namespace {

class BigTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_bigError() { throw std::runtime_error(std::string(70000, 'x')); }
  void test_3_after() {}
};
TRIAL_TESTS(BigTests, test_1_before, test_2_bigError, test_3_after)

}  // namespace
