// A program that native tests are linked into: it runs them itself, and trial-dist runs it.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include <bin/trialmain.hpp>
#include <reactor/libevent.hpp>
#include <reactor/log.hpp>
#include <trial/unittest.hpp>

namespace {

class OutcomeTests : public trial::TestCase {
 public:
  void test_success() { say("a line from a test"); }
  void test_failure() { assertEqual(std::string("left"), "right"); }
  void test_error() { throw std::runtime_error("broken"); }
  void test_skip() { throw trial::SkipTest("not today"); }
  void test_todo() { fail("as was said"); }
  void test_surprise() {}
  void test_unclean() {
    reactor::defaultReactor().callLater(60, [] {});
  }
  void test_two_errors() {
    addCleanup([] { throw std::runtime_error("the first"); });
    addCleanup([] { throw std::runtime_error("the second"); });
  }
  void test_crash() {
    if (std::getenv("NATIVE_CRASH") != nullptr) std::raise(SIGKILL);
    while (std::getenv("NATIVE_LOOP") != nullptr) {
    }
  }
  void test_folder() {
    const char* file = std::getenv("NATIVE_FOLDER");
    if (file != nullptr) std::ofstream(file) << std::filesystem::current_path().string();
  }

 private:
  static void say(const char* line) {
    (void)!::write(1, line, std::char_traits<char>::length(line));
  }
};
TRIAL_TESTS(OutcomeTests, test_success, test_failure, test_error, test_skip,
            (test_todo, .todo = "a reason"), (test_surprise, .todo = "another reason"),
            test_unclean, test_two_errors, (test_crash, .timeout = 0.5), test_folder)

}  // namespace

TRIAL_MAIN
