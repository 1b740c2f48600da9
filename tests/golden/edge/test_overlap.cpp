// Tests that are slow enough for two workers to overlap.
#include <chrono>
#include <thread>

#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_overlap)

namespace {

class OneTests : public trial::TestCase {
 public:
  void test_slowFirst() { std::this_thread::sleep_for(std::chrono::milliseconds(600)); }
  void test_quick() {}
};
TRIAL_TESTS(OneTests, test_slowFirst, test_quick)

class TwoTests : public trial::TestCase {
 public:
  void test_slow() { std::this_thread::sleep_for(std::chrono::milliseconds(300)); }
  void test_fails() { fail("after the slow one"); }
};
TRIAL_TESTS(TwoTests, test_slow, test_fails)

}  // namespace
