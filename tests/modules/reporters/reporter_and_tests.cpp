// A reporter and tests in one module.
#include <trial/reporters.hpp>
#include <trial/textreporter.hpp>
#include <trial/unittest.hpp>

namespace {

class OwnTests : public trial::TestCase {
 public:
  void test_nothing() {}
};

}  // namespace

TRIAL_TESTS(OwnTests, test_nothing)
TRIAL_REPORTER(and_tests, "letters", trial::TextReporter)
