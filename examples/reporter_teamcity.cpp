// An example of a reporter: it prints service messages, from which TeamCity reads the results.
//
//     TRIAL_PATH=build/examples trial-dist -j2 --reporter=teamcity build/examples/test_mixed.so
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <trial/reporters.hpp>

namespace {

/// `text`, escaped to stand between the quotes of a message.
std::string inQuotes(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      result += c == '\n' ? "|n" : "|r";
      continue;
    }
    if (std::string_view("|'[]").find(c) != std::string_view::npos) result += '|';
    result += c;
  }
  return result + "'";
}

// TestResult counts the results; this class adds the messages.
class TeamCityReporter final : public trial::TestResult {
 public:
  TeamCityReporter(std::ostream& stream, std::string tbformat, bool /*realtime*/)
      : stream_(stream), tbformat_(std::move(tbformat)) {}

  void startTest(const trial::TestPtr& test) override {
    TestResult::startTest(test);
    tell("testStarted", test) << "]\n";
    problems_.clear();
  }
  void stopTest(const trial::TestPtr& test) override {
    TestResult::stopTest(test);
    // TeamCity takes one failure of a test, while trial may report two.
    if (!problems_.empty()) tell("testFailed", test) << " details=" << inQuotes(problems_) << "]\n";
    const auto milliseconds = static_cast<long>(_lastTime() * 1000);
    tell("testFinished", test) << " duration='" << milliseconds << "']\n";
  }
  void addError(const trial::TestPtr& test, const trial::Failure& error) override {
    TestResult::addError(test, error);
    problems_ += trial::_formatFailureTraceback(error, tbformat_);
  }
  void addFailure(const trial::TestPtr& test, const trial::Failure& failure) override {
    TestResult::addFailure(test, failure);
    problems_ += trial::_formatFailureTraceback(failure, tbformat_);
  }
  void addSkip(const trial::TestPtr& test, const std::string& reason) override {
    TestResult::addSkip(test, reason);
    tell("testIgnored", test) << " message=" << inQuotes(reason) << "]\n";
  }
  void addExpectedFailure(const trial::TestPtr& test, const trial::Failure& failure,
                          const std::optional<trial::Todo>& todo) override {
    TestResult::addExpectedFailure(test, failure, todo);
    const auto& reason = std::get<trial::Todo>(expectedFailures.back()).reason;
    tell("testIgnored", test) << " message=" << inQuotes("expected to fail: " + reason) << "]\n";
  }

 private:
  std::ostream& tell(std::string_view message, const trial::TestPtr& test) {
    return stream_ << "##teamcity[" << message << " name=" << inQuotes(test->id());
  }

  std::ostream& stream_;
  std::string tbformat_;
  std::string problems_;
};

}  // namespace

TRIAL_REPORTER(teamcity, "service messages for TeamCity, a line each", TeamCityReporter)
