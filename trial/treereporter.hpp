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

/// REP-18 to REP-21. A case of a program stands under the program and its suite, or its module and
/// class. No name breaks the layout: what would is shown escaped (`inOneLine`), and columns are
/// counted as the terminal does. In a terminal of less than 80 columns the lines are as long as it
/// is wide.
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

  /// The length of a line with its tag, where there is room.
  static constexpr int columns = 79;
  static constexpr std::string_view indent = "  ";

 protected:
  void _write(std::string_view text) override;
  void _printSummary() override;
  /// Ends the line with `message` at its right end; behind a longer name, after one blank.
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

/// Whether colours are wanted and understood: a terminal, of a TERM that has them, and no NO_COLOR
/// (REP-21).
[[nodiscard]] TRIAL_DIST_API bool supportsColors(bool terminal, const char* term,
                                                 const char* noColor);

}  // namespace trial
