// A test that reads its standard input to the end.
#include <iostream>
#include <iterator>
#include <string>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_stdin)

namespace {

class StdinTests : public trial::TestCase {
 public:
  void test_1_before() {}
  void test_2_readsStdin() {
    assertEqual("", std::string(std::istreambuf_iterator<char>(std::cin), {}));
  }
  void test_3_after() {}
};
TRIAL_TESTS(StdinTests, test_1_before, test_2_readsStdin, test_3_after)

}  // namespace
