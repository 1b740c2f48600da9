#include <trial/treereporter.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <trial/cases/testpath.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

/// A line of the tree for each: the outermost name, and all that stand between it and the test.
std::vector<std::string> linesAbove(const std::vector<std::string>& path) {
  std::vector<std::string> lines;
  if (path.size() > 1) lines.push_back(path.front());
  if (path.size() > 2)
    lines.push_back(fmt::format("{}", fmt::join(path.begin() + 1, path.end() - 1, "/")));
  std::erase(lines, "");
  return lines;
}

}  // namespace

bool supportsColors(bool terminal, const char* term, const char* noColor) {
  if (!terminal || term == nullptr || (noColor != nullptr && *noColor != '\0')) return false;
  const std::string_view name = term;
  constexpr std::array<std::string_view, 6> colorless = {"",      "dumb",  "unknown",
                                                         "vt100", "vt102", "vt220"};
  return std::find(colorless.begin(), colorless.end(), name) == colorless.end();
}

TreeReporter::TreeReporter(std::ostream& out, std::string format, bool atOnce,
                           LogPublisher* publisher)
    : Reporter(out, std::move(format), atOnce, publisher),
      colored_(supportsColors(_stream.isTerminal(), std::getenv("TERM"), std::getenv("NO_COLOR"))) {
}

std::vector<std::string> TreeReporter::_getPreludeSegments(const std::string& testID) const {
  return linesAbove(starting_ && starting_->id() == testID ? starting_->path() : pathOfID(testID));
}

std::string TreeReporter::getDescription(const TestPtr& test) const { return test->path().back(); }

void TreeReporter::_testPrelude(const std::string& testID) {
  auto segments = _getPreludeSegments(testID);
  const auto same = static_cast<std::size_t>(
      std::mismatch(segments.begin(), segments.end(), _lastTest.begin(), _lastTest.end()).first -
      segments.begin());
  for (auto level = same; level < segments.size(); ++level) {
    for (std::size_t i = 0; i < level; ++i) _write(indent);
    _writeln(level == 0 ? inOneLine(segments[level]) : nameInOneLine(segments[level]));
  }
  _lastTest = std::move(segments);
}

void TreeReporter::startTest(const TestPtr& test) {
  starting_ = test;
  _testPrelude(test->id());
  starting_.reset();
  std::string line;
  for (std::size_t i = 0; i < _lastTest.size(); ++i) line += indent;
  _write(line + nameInOneLine(getDescription(test)) + " ... ");
  Reporter::startTest(test);
}

void TreeReporter::addSuccess(const TestPtr& test) {
  Reporter::addSuccess(test);
  endLine("[OK]", SUCCESS);
}

void TreeReporter::addError(const TestPtr& test, const Failure& error) {
  Reporter::addError(test, error);
  endLine("[ERROR]", ERROR);
}

void TreeReporter::addFailure(const TestPtr& test, const Failure& failure) {
  Reporter::addFailure(test, failure);
  endLine("[FAIL]", FAILURE);
}

void TreeReporter::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                      const std::optional<Todo>& todo) {
  Reporter::addExpectedFailure(test, failure, todo);
  endLine("[TODO]", TODO);
}

void TreeReporter::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  Reporter::addUnexpectedSuccess(test, todo);
  endLine("[SUCCESS!?!]", TODONE);
}

void TreeReporter::addSkip(const TestPtr& test, const std::string& reason) {
  Reporter::addSkip(test, reason);
  endLine("[SKIPPED]", SKIP);
}

void TreeReporter::_write(std::string_view text) {
  currentLine = text;
  Reporter::_write(text);
}

void TreeReporter::endLine(std::string_view message, Color color) {
  // currentLine is not reset, so that a second result of the test gets the same padding (REP-20).
  const auto used = columnsOf(currentLine) + columnsOf(message);
  const auto wanted = _stream.columns(columns);
  if (used < wanted) Reporter::_write(std::string(wanted - used, ' '));
  writeColored(message, color);
  Reporter::_write("\n");
}

void TreeReporter::writeColored(std::string_view text, Color color) {
  if (!colored_) return _stream.write(text);
  _stream.write(fmt::format("\x1b[{};1m{}\x1b[0m", static_cast<int>(color), text));
}

void TreeReporter::_printSummary() {
  if (wasSuccessful()) {
    writeColored("PASSED", SUCCESS);
  } else {
    writeColored("FAILED", FAILURE);
  }
  _writeln(_getSummary());
}

}  // namespace trial
