// Its initialisers register a class, then throw.
#include <stdexcept>

#include <trial/unittest.hpp>

class HalfTests : public trial::TestCase {
 public:
  void test_passes() {}
};
TRIAL_TESTS(HalfTests, test_passes)

extern const bool initialised = (throw std::runtime_error("no such device"), true);
