// Tests that wait until another process lets them go on; so does opening the module, if that is
// asked for.
#include <trial/unittest.hpp>

#include "../programs/waiting.hpp"

namespace {

const bool waited = [] {
  if (waiting::isWanted("opening")) waiting::sayAndWait("opening");
  return true;
}();

}  // namespace

class WaitsTests : public trial::TestCase {
 public:
  void test_1_first() { assertTrue(waited); }
  void test_2_waits() { waiting::sayAndWait("one"); }
  void test_3_waits() { waiting::sayAndWait("two"); }
  void test_4_last() {}
};
TRIAL_TESTS(WaitsTests, test_1_first, test_2_waits, test_3_waits, test_4_last)
