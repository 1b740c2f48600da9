// Native tests that call the two files.
#include <trial/unittest.hpp>

#include "traces.hpp"

class TraceTests : public trial::TestCase {
 public:
  void test_first() { assertEqual(first(1), 0); }
  void test_second() { assertEqual(second(1), 0); }
};
TRIAL_TESTS(TraceTests, test_first, test_second)
