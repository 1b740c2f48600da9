// An exception of a class that no other process knows.
#include <stdexcept>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_localclass)

namespace {

class LocalTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_localException() {
    struct LocalError : std::runtime_error {
      using std::runtime_error::runtime_error;
    };
    throw LocalError("cannot be found by name");
  }
  void test_3_after() {}
};
TRIAL_TESTS(LocalTests, test_1_before, test_2_localException, test_3_after)

}  // namespace
