// Passes twice per folder, then fails: for --until-failure.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <trial/unittest.hpp>

TRIAL_MODULE(sample.test_countdown)

namespace {

class CountdownTests : public trial::TestCase {
 public:
  void test_thirdTimeFails() {
    const char* given = std::getenv("GOLDEN_COUNTER");
    const std::string counter = given != nullptr ? given : "golden-counter";
    std::ofstream(counter, std::ios::app) << 'x';
    const auto n = std::filesystem::file_size(counter);
    assertTrue(n < 3, "call number " + std::to_string(n));
  }
  void test_alwaysPasses() {}
};
TRIAL_TESTS(CountdownTests, test_thirdTimeFails, test_alwaysPasses)

}  // namespace
