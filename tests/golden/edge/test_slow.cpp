// Four tests of a second and a half.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_slow)

namespace {

class SlowTests : public trial::TestCase {
 public:
  void test_1() { wait(); }
  void test_2() { wait(); }
  void test_3() { wait(); }
  void test_4() { wait(); }

 private:
  static void wait() {
    // Tells who waits for it that a test has begun.
    if (const char* began = std::getenv("GOLDEN_BEGAN")) std::ofstream(began) << '.';
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  }
};
TRIAL_TESTS(SlowTests, test_1, test_2, test_3, test_4)

}  // namespace
