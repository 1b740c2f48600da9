// A test that takes the environment away from those after it.
#include <cstdlib>

#include <stdlib.h>

#include <trial/unittest.hpp>

class ClearsTests : public trial::TestCase {
 public:
  void test_clears() {
    assertEqual(::clearenv(), 0);
    assertTrue(std::getenv("TRIAL_PATH") == nullptr);
  }
};
TRIAL_TESTS(ClearsTests, test_clears)
