// A module whose suite is its own: tests that are not registered, and what takes the place of
// others.
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <trial/suite.hpp>
#include <trial/unittest.hpp>

namespace {

class MadeTest final : public trial::ITestCase, public std::enable_shared_from_this<MadeTest> {
 public:
  explicit MadeTest(std::string name, bool fails) : name_(std::move(name)), fails_(fails) {}
  [[nodiscard]] std::string id() const override { return "test_made_suite.Made." + name_; }
  [[nodiscard]] int countTestCases() const override { return 1; }
  [[nodiscard]] std::string shortDescription() const override { return name_; }
  [[nodiscard]] std::vector<std::string> path() const override {
    return {"made", "by hand", name_};
  }
  void run(trial::IReporter& result) override {
    const auto self = shared_from_this();
    result.startTest(self);
    if (fails_) {
      result.addFailure(self, trial::Failure(std::runtime_error("made to fail")));
    } else {
      result.addSuccess(self);
    }
    result.stopTest(self);
  }

 private:
  std::string name_;
  bool fails_;
};

std::shared_ptr<trial::TestSuite> testSuite() {
  const trial::Failure error(std::runtime_error("made of nothing"));
  std::vector<trial::TestPtr> inner = {std::make_shared<MadeTest>("first", false),
                                       std::make_shared<MadeTest>("second", true)};
  return std::make_shared<trial::TestSuite>(std::vector<trial::TestPtr>{
      std::make_shared<trial::TestSuite>(std::move(inner)),
      std::make_shared<trial::ErrorHolder>("test_made_suite.broken", error),
      std::make_shared<trial::SkipHolder>("test_made_suite.Made.left", "left out"),
  });
}

}  // namespace

TRIAL_TEST_SUITE(testSuite)
