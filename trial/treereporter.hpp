/// TreeReporter: tests as a tree of modules, classes and methods, results in colour.
/// (twisted.trial.reporter)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/reporter.hpp>

namespace trial {

enum class Color { red = 31, green = 32, blue = 34 };

/// Prints a test below its module and class, a case of a program below the program and its suites
/// (REP-18 to REP-21). Characters of names that would break the layout are escaped (`inOneLine`),
/// and widths are counted in columns of the terminal. Lines are not longer than a terminal of fewer
/// than 80 columns is wide.
class TRIAL_DIST_API TreeReporter : public Reporter {
 public:
  explicit TreeReporter(std::ostream& stream, std::string tbformat = "default",
                        bool realtime = false, LogPublisher* publisher = nullptr);

  void startTest(const TestPtr& test) override;
  void addSuccess(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override;
  void addSkip(const TestPtr& test, const std::string& reason) override;

  /// The width of a line with its tag, where there is room.
  static constexpr int columns = 79;
  static constexpr std::string_view indent = "  ";

 protected:
  void _write(std::string_view text) override;
  void _printSummary() override;
  /// Ends the line with `message`, right-aligned, or after one blank if the name is too long for
  /// that.
  void endLine(std::string_view message, Color color);
  /// The lines above a test of this id, if nothing but the id is known: its module and class, or
  /// its program and suites (REP-19). `startTest` goes by `ITestCase::path`. Dots of a type or a
  /// value in brackets, as in `QueueTests<std.string>.test_pop[1.5]`, separate nothing.
  [[nodiscard]] static std::vector<std::string> _getPreludeSegments(const std::string& testID);
  /// The name of the test itself in such an id.
  [[nodiscard]] static std::string getDescription(const std::string& testID);

 private:
  void _testPrelude(std::vector<std::string> segments);
  void writeColored(std::string_view text, Color color);

  bool colored_;
  std::size_t currentWidth_ = 0;
  std::vector<std::string> lastTest_;
};

/// Whether to use colours: the stream is a terminal, TERM names one with colours, and NO_COLOR is
/// not set (REP-21).
[[nodiscard]] TRIAL_DIST_API bool supportsColors(bool terminal, const char* term,
                                                 const char* noColor);

}  // namespace trial
