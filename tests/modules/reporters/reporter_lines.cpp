// A line for each event; made from the three arguments that a distributed run gives.
#include <cstdlib>
#include <fstream>
#include <string>

#include <trial/reporters.hpp>

namespace {

class LinesReporter final : public trial::TestResult {
 public:
  LinesReporter(std::ostream& stream, std::string tbformat, bool realtime) : stream_(stream) {
    stream_ << "made with " << tbformat << (realtime ? ", in realtime\n" : "\n");
  }
  void startTest(const trial::TestPtr& test) override {
    TestResult::startTest(test);
    stream_ << "start " << test->id() << '\n';
  }
  void addSuccess(const trial::TestPtr& test) override {
    TestResult::addSuccess(test);
    stream_ << "success\n";
  }
  void addFailure(const trial::TestPtr& test, const trial::Failure& failure) override {
    TestResult::addFailure(test, failure);
    stream_ << "failure " << failure.getErrorMessage() << '\n';
  }
  void done() override { stream_ << "done " << testsRun() << '\n'; }

 private:
  std::ostream& stream_;
};

// A line in a file for each process that opens this.
[[maybe_unused]] const bool told = [] {
  const char* file = std::getenv("REPORTER_OPENED_IN");
  if (file != nullptr) std::ofstream(file, std::ios::app) << "opened\n";
  return true;
}();

}  // namespace

TRIAL_REPORTER(lines, "a line for each event", LinesReporter)
