// A test module with tests that fail: trial-dist -j2 build/examples/test_mixed.so
#include <trial/unittest.hpp>

#include "roman.hpp"

class TroubleTests : public trial::TestCase {
 public:
  void test_passes() { assertEqual(roman::read("XIV"), 14); }
  void test_passes_too() { assertEqual(roman::write(14), "XIV"); }
  void test_fails() { assertEqual(roman::write(4), "IIII"); }
  void test_throws() { assertEqual(roman::read("fourteen"), 14); }
  void test_is_skipped() { throw trial::SkipTest("no bars above the letters yet"); }
  void test_crashes() {
    int* volatile nowhere = nullptr;
    assertEqual(roman::read("XIV"), *nowhere);
  }
  void test_passes_after_the_crash() { assertEqual(roman::read("XV"), 15); }
};
TRIAL_TESTS(TroubleTests, test_passes, test_passes_too, test_fails, test_throws, test_is_skipped,
            test_crashes, test_passes_after_the_crash)
