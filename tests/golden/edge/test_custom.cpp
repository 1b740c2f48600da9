// A module with a suite of its own, of cases that no name finds.
#include <memory>
#include <string>
#include <vector>

#include <trial/suite.hpp>
#include <trial/unittest.hpp>

TRIAL_MODULE(edge.test_custom)

namespace {

class CustomTests : public trial::ITestCase, public std::enable_shared_from_this<CustomTests> {
 public:
  explicit CustomTests(int value) : value_(value) {}
  std::string id() const override { return "edge.custom." + std::to_string(value_); }
  int countTestCases() const override { return 1; }
  std::string shortDescription() const override { return "check"; }
  void run(trial::IReporter& result) override {
    result.startTest(shared_from_this());
    try {
      trial::Assertions::assertTrue(value_);
      result.addSuccess(shared_from_this());
    } catch (const trial::FailTest&) {
      result.addFailure(shared_from_this(), trial::Failure());
    }
    result.stopTest(shared_from_this());
  }

 private:
  int value_;
};

std::shared_ptr<trial::TestSuite> testSuite() {
  return std::make_shared<trial::TestSuite>(std::vector<trial::TestPtr>{
      std::make_shared<CustomTests>(1), std::make_shared<CustomTests>(2)});
}
TRIAL_TEST_SUITE(testSuite)

}  // namespace
