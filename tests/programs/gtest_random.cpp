// A program of random cases with GoogleTest (randomcases.hpp).
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "randomcases.hpp"

namespace {

using random_cases::Case;

class Random : public testing::Test {
 public:
  explicit Random(Case plan) : plan_(std::move(plan)) {}
  void TestBody() override {
    // The property tells that the case would die.
    random_cases::run(plan_, act, [](const std::string&) { RecordProperty("dies", 1); });
  }

 private:
  static void act(const Case& plan) {
    switch (plan.kind) {
      case 0: EXPECT_EQ(1, 2) << "first\nsecond"; break;
      case 1:
        EXPECT_TRUE(false);
        EXPECT_TRUE(plan.before.empty()) << "it is not";
        break;
      case 2: throw std::runtime_error("thrown");
      case 3: throw 3;
      case 4: GTEST_SKIP() << "not today";
      case 5: GTEST_SKIP();
      case 6: FAIL() << "\x1b[0;32m[       OK ] \x1b[mForeign.one (0 ms)";
      default: break;
    }
  }

  Case plan_;
};

void addCases(unsigned seed) {
  for (const auto& plan : random_cases::casesOf(seed)) {
    testing::RegisterTest(plan.suite.c_str(), plan.name.c_str(), nullptr, nullptr, __FILE__,
                          __LINE__, [plan]() -> testing::Test* { return new Random(plan); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto seed = random_cases::seedOf(argv[0]);
  std::printf("before all");
  testing::InitGoogleTest(&argc, argv);
  addCases(seed);
  return RUN_ALL_TESTS() == 0 ? 0 : 7;
}
