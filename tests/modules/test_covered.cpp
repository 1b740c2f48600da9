// A module that is built for coverage.
#include <trial/unittest.hpp>

class CoveredTests : public trial::SynchronousTestCase {
 public:
  void test_runs() { assertTrue(true); }
};
TRIAL_TESTS(CoveredTests, test_runs)
