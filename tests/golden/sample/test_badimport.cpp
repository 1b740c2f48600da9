// A module that cannot be loaded: it calls a function that nobody has.
#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_badimport)

void no_such_function_for_golden();

namespace {

class NeverTests : public trial::TestCase {
 public:
  void test_never() { no_such_function_for_golden(); }
};
TRIAL_TESTS(NeverTests, test_never)

}  // namespace
