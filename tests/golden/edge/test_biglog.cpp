// A line of the log larger than 64 KiB, between two small tests.
#include <string>

#include <reactor/log.hpp>
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_biglog)

namespace {

class BigTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_bigLog() { reactor::log::msg(std::string(70000, 'x')); }
  void test_3_after() {}
};
TRIAL_TESTS(BigTests, test_1_before, test_2_bigLog, test_3_after)

}  // namespace
