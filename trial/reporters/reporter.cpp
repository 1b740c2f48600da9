#include <trial/reporter.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/casereport.hpp>
#include <trial/programs/failures.hpp>
#include <trial/reporters/reporttime.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

constexpr auto defaultTodo = "Test expected to fail";
constexpr std::size_t separatorWidth = 79;

/// Whether a frame belongs to trial-dist itself. Templates of these headers may have no namespace
/// in their names when the class of the test is in an anonymous one, so their files are compared
/// too.
bool isFrameworks(const reactor::Frame& frame) {
  constexpr std::array<std::string_view, 5> headers = {
      "trial/registration.hpp", "trial/testcase.hpp", "trial/asserts.hpp",
      "trial/detail/deferredasserts.hpp", "trial/detail/warningasserts.hpp"};
  const std::string_view function = frame.function;
  const std::string_view file = frame.file;
  return function.starts_with("trial::") || function.starts_with("reactor::") ||
         std::any_of(headers.begin(), headers.end(),
                     [file](std::string_view header) { return file.ends_with(header); });
}

/// Whether the text of the failure stands for itself.
bool saysAll(const Failure& failure) {
  return failure.frames().empty() && frameworks::isOfProgram(failure);
}

}  // namespace

reactor::log::ObserverID LogPublisher::addObserver(reactor::log::Observer observer) {
  return reactor::log::addObserver(std::move(observer));
}

void LogPublisher::removeObserver(reactor::log::ObserverID id) { reactor::log::removeObserver(id); }

LogPublisher& theLogPublisher() {
  static LogPublisher publisher;
  return publisher;
}

void ReporterFactory::refuse() {
  throw std::runtime_error("the factory of the reporter made none");
}

double TestResult::_getTime() const { return ReportTime::now(); }

void TestResult::startTest(const TestPtr&) {
  ++testsRun_;
  testStarted_ = _getTime();
}

void TestResult::stopTest(const TestPtr&) { lastTime_ = _getTime() - testStarted_; }

void TestResult::addSuccess(const TestPtr&) { ++successes; }

void TestResult::addError(const TestPtr& test, const Failure& error) {
  errors.emplace_back(test, error);
}

void TestResult::addFailure(const TestPtr& test, const Failure& failure) {
  failures.emplace_back(test, failure);
}

void TestResult::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                    const std::optional<Todo>& todo) {
  expectedFailures.emplace_back(test, failure, todo ? *todo : makeTodo(defaultTodo));
}

void TestResult::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  unexpectedSuccesses.emplace_back(test, todo ? *todo : makeTodo(defaultTodo));
}

void TestResult::addSkip(const TestPtr& test, const std::string& reason) {
  skips.emplace_back(test, reason);
}

void TestResult::addDetails(const TestPtr& test, const CaseReport& details) {
  for (const auto& process : details.leftBehind) leftBehind.emplace_back(test, process);
}

Reporter::Reporter(std::ostream& stream, std::string format, bool atOnce, LogPublisher* publisher)
    : tbformat(std::move(format)),
      realtime(atOnce),
      _separator(separatorWidth, '-'),
      _doubleSeparator(separatorWidth, '='),
      _stream(stream),
      publisher_(publisher) {
  if (publisher_ == nullptr) return;
  observer_ = publisher_->addObserver(
      [this](const reactor::log::Event& event) { _observeWarnings(event); });
}

Reporter::~Reporter() { stopObserving(); }

void Reporter::stopObserving() {
  if (observer_) publisher_->removeObserver(*std::exchange(observer_, std::nullopt));
}

void Reporter::_observeWarnings(const reactor::log::Event& event) {
  if (!event.warning) return;
  const auto& warning = *event.warning;
  const auto category = warning.category.substr(warning.category.rfind('.') + 1);
  auto line = fmt::format("{}: {}: {}\n", warning.place(), category, event.message);
  if (warningCache_.contains(line)) return;
  _stream.write(line);
  warningCache_.insert(std::move(line));
}

void Reporter::startTest(const TestPtr& test) {
  TestResult::startTest(test);
  if (!startTime_) startTime_ = ReportTime::runBegan().value_or(_testStarted());
  warningCache_.clear();
  // Show the name of the test while it runs.
  _stream.flushIfDue(_testStarted());
}

void Reporter::stopTest(const TestPtr& test) {
  TestResult::stopTest(test);
  _stream.flushIfDue(_testStarted() + _lastTime());
}

void Reporter::addError(const TestPtr& test, const Failure& error) {
  TestResult::addError(test, error);
  if (realtime) writeNow(error);
}

void Reporter::addFailure(const TestPtr& test, const Failure& failure) {
  TestResult::addFailure(test, failure);
  if (realtime) writeNow(failure);
}

/// A traceback stands behind the name of its test. A place is looked for at the start of a line.
void Reporter::writeNow(const Failure& failure) {
  if (saysAll(failure)) _write("\n");
  _write(_formatFailureTraceback(failure));
}

void Reporter::_write(std::string_view text) { _stream.write(text); }

void Reporter::_writeln(std::string_view text) {
  _write(text);
  _write("\n");
}

void Reporter::writeSeparator(std::string_view separator) {
  _writeln(separator.substr(0, _stream.columns(separator.size())));
}

std::vector<reactor::Frame> _trimFrames(const std::vector<reactor::Frame>& frames) {
  if (frames.size() < 2) return frames;
  const auto begin = std::find_if_not(frames.begin(), frames.end(), isFrameworks);
  const auto end =
      std::find_if_not(frames.rbegin(), std::make_reverse_iterator(begin), isFrameworks).base();
  return {begin, end};
}

Failure _trimFrames(const Failure& failure) {
  return failure.withFrames(_trimFrames(failure.frames()));
}

std::string _formatFailureTraceback(const Failure& failure, const std::string& tbformat) {
  return saysAll(failure) ? failure.getErrorMessage() + '\n'
                          : _trimFrames(failure).getTraceback(tbformat);
}

std::vector<reactor::Frame> Reporter::_trimFrames(const std::vector<reactor::Frame>& frames) const {
  return trial::_trimFrames(frames);
}

std::string Reporter::_formatFailureTraceback(const Failure& failure) const {
  if (saysAll(failure)) return trial::_formatFailureTraceback(failure, tbformat);
  return failure.withFrames(_trimFrames(failure.frames())).getTraceback(tbformat);
}

std::string Reporter::_printExpectedFailure(const Failure& failure, const Todo& todo) const {
  return fmt::format("Reason: {}\n{}", reactor::repr(todo.reason),
                     _formatFailureTraceback(failure));
}

std::string Reporter::_printUnexpectedSuccess(const Todo& todo) const {
  auto text = fmt::format("Reason: {}\n", reactor::repr(todo.reason));
  if (!todo.errors.empty())
    text += fmt::format("Expected errors: {}\n", fmt::join(todo.errors, ", "));
  return text;
}

std::vector<Reporter::OutcomeGroup> Reporter::_groupResults(
    const std::vector<TestOutcome>& outcomes) const {
  std::vector<OutcomeGroup> groups;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& outcome : outcomes) {
    auto text = outcome.text();
    const auto [known, fresh] = places.try_emplace(text, groups.size());
    if (fresh) groups.emplace_back(std::move(text), std::vector<TestPtr>());
    groups[known->second].second.push_back(outcome.test);
  }
  return groups;
}

void Reporter::_printResults(std::string_view flavor, const std::vector<TestOutcome>& outcomes) {
  for (const auto& [text, tests] : _groupResults(outcomes)) {
    writeSeparator(_doubleSeparator);
    _writeln(flavor);
    _writeln(text);
    for (const auto& test : tests) _writeln(idInOneLine(test->id()));
  }
}

void Reporter::_printErrors() {
  _write("\n");
  // The results stay where they are while they are printed.
  const auto print = [this](std::string_view flavor, const auto& results, auto textOf) {
    std::vector<TestOutcome> outcomes;
    outcomes.reserve(results.size());
    for (const auto& result : results) {
      outcomes.push_back({std::get<0>(result), [&result, textOf] { return textOf(result); }});
    }
    _printResults(flavor, outcomes);
  };
  const auto traceback = [this](const auto& result) {
    return _formatFailureTraceback(std::get<1>(result));
  };
  print("[LEFT BEHIND]", leftBehind, [](const auto& result) {
    return fmt::format("A process was still there, and {}\n", result.second);
  });
  print("[SKIPPED]", skips, [](const auto& result) { return result.second + "\n"; });
  print("[TODO]", expectedFailures, [this](const auto& result) {
    return _printExpectedFailure(std::get<1>(result), std::get<2>(result));
  });
  print("[FAIL]", failures, traceback);
  print("[ERROR]", errors, traceback);
  print("[SUCCESS!?!]", unexpectedSuccesses,
        [this](const auto& result) { return _printUnexpectedSuccess(result.second); });
}

std::string Reporter::_getSummary() const {
  std::string summary;
  const auto add = [&summary](std::string_view text) {
    summary.append(summary.empty() ? " (" : ", ").append(text);
  };
  const auto count = [&add](const char* name, std::size_t number) {
    if (number > 0) add(fmt::format("{}={}", name, number));
  };
  if (earlyEnd() && earlyEnd()->interrupted) add("interrupted");
  if (earlyEnd()) count("notRun", earlyEnd()->notRun);
  count("skips", skips.size());
  count("expectedFailures", expectedFailures.size());
  count("failures", failures.size());
  count("errors", errors.size());
  count("unexpectedSuccesses", unexpectedSuccesses.size());
  count("successes", static_cast<std::size_t>(successes));
  if (!summary.empty()) summary += ")";
  return summary;
}

void Reporter::_printSummary() {
  _writeln((wasSuccessful() ? "PASSED" : "FAILED") + _getSummary());
}

void Reporter::done() {
  stopObserving();
  const double ended =
      _getTime();  // before the tracebacks: printing them takes longer than many tests
  _printErrors();
  writeSeparator(_separator);
  if (startTime_) {
    _writeln(fmt::format("Ran {} tests in {:.3f}s", testsRun(), ended - *startTime_));
  }
  _write("\n");
  _printSummary();
  _stream.flush();
}

}  // namespace trial
