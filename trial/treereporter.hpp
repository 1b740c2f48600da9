/// TreeReporter: tests as a tree of modules, classes and methods, results in colour.
/// (twisted.trial.reporter)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/reporter.hpp>

namespace trial {

/// The colours of a terminal, by their numbers there.
enum class Color { black = 30, red, green, yellow, blue, magenta, cyan, white };

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

  /// The name of the test in its line: the last of its `path`.
  [[nodiscard]] virtual std::string getDescription(const TestPtr& test) const;
  /// Ends the line with `message`, right-aligned, or after one blank if the name is too long for
  /// that.
  virtual void endLine(std::string_view message, Color color);

  // A subclass may set these in its constructor (REP-28).
  std::string indent = "  ";
  /// The width of a line with its tag, where there is room.
  std::size_t columns = 79;
  Color FAILURE = Color::red;
  Color ERROR = Color::red;
  Color TODO = Color::blue;
  Color SKIP = Color::blue;
  Color TODONE = Color::red;
  Color SUCCESS = Color::green;

 protected:
  void _write(std::string_view text) override;
  void _printSummary() override;
  /// The lines above the test of this id: its module and class, or its program and suites (REP-19).
  /// Those of the test that is starting are made from its `path`, others from the id, where dots of
  /// a type or a value in brackets, as in `QueueTests<std.string>.test_pop[1.5]`, separate nothing.
  [[nodiscard]] virtual std::vector<std::string> _getPreludeSegments(
      const std::string& testID) const;
  /// Writes those lines above a test that differ from the ones above the last test.
  virtual void _testPrelude(const std::string& testID);
  /// Writes `text` in this colour if the stream has colours.
  virtual void writeColored(std::string_view text, Color color);

  /// What `_write` wrote last.
  std::string currentLine;
  /// The lines above the last test.
  std::vector<std::string> _lastTest;

 private:
  bool colored_;
  TestPtr starting_;
};

/// Whether to use colours: the stream is a terminal, TERM names one with colours, and NO_COLOR is
/// not set (REP-21).
[[nodiscard]] TRIAL_DIST_API bool supportsColors(bool terminal, const char* term,
                                                 const char* noColor);

}  // namespace trial
