// A test that closes the descriptors of its worker.
#include <unistd.h>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_closefds)

namespace {

class CloseTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_closesDescriptors() {
    for (const int fd : {3, 4}) ::close(fd);
  }
  void test_3_after() {}
};
TRIAL_TESTS(CloseTests, test_1_before, test_2_closesDescriptors, test_3_after)

}  // namespace
