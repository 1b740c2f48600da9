// The first test deletes the file of the program that runs it, and its process.
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <trial/unittest.hpp>

class ReplacedTests : public trial::TestCase {
 public:
  void test_1_deletes() {
    assertTrue(std::filesystem::remove(std::getenv("PROGRAM_TO_DELETE")));
    (void)std::raise(SIGKILL);
  }
  void test_2_passes() {}
};
TRIAL_TESTS(ReplacedTests, test_1_deletes, test_2_passes)
