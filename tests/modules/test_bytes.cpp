// Texts that are not UTF-8.
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <reactor/log.hpp>
#include <trial/unittest.hpp>

namespace {

const std::string bytes = "caf\xe9 \xff\xfe.";

}  // namespace

class BytesTests : public trial::TestCase {
 public:
  void test_throws() { throw std::runtime_error("error " + bytes + "\nsecond line " + bytes); }
  void test_fails() { fail("failure " + bytes); }
  void test_skips() { throw trial::SkipTest("skip " + bytes); }
  void test_is_to_do() { fail("expected " + bytes); }
  void test_logs() { reactor::log::msg("logged " + bytes); }
  void test_prints() {
    std::puts(("printed " + bytes).c_str());
    std::fputs(("printed to stderr " + bytes + "\n").c_str(), stderr);
  }
  void test_is_in_the_folder() {
    assertIn("/\xff\xfe d/_trial_temp", std::filesystem::current_path().string());
  }
};
TRIAL_TESTS(BytesTests, test_throws, test_fails, test_skips,
            (test_is_to_do, .todo = "todo caf\xe9 \xff\xfe."), test_logs, test_prints,
            test_is_in_the_folder)
