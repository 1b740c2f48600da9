#include <trial/subunitreporter.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <trial/detail/differences.hpp>
#include <trial/programs/failures.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

/// Makes the lines of a block: adds a newline at the end if there is none, and a blank to a line
/// that would end the block.
std::string linesOf(const std::string& text) {
  const auto valid = detail::readable(text);
  std::string lines;
  for (std::size_t at = 0; at < valid.size();) {
    const auto end = std::min(valid.find('\n', at), valid.size());
    const auto line = std::string_view(valid).substr(at, end - at);
    if (line == "]") lines += ' ';
    lines.append(line).append("\n");
    at = end + 1;
  }
  return lines;
}

}  // namespace

SubunitReporter::SubunitReporter(std::ostream& stream, std::string tbformat, bool,
                                 LogPublisher* publisher)
    : stream_(stream), tbformat_(std::move(tbformat)), publisher_(publisher) {
  if (publisher_ == nullptr) return;
  observer_ = publisher_->addObserver([this](const reactor::log::Event& event) {
    if (event.warning) warnings_ += event.message + "\n";
  });
}

SubunitReporter::~SubunitReporter() {
  if (observer_) publisher_->removeObserver(*observer_);
}

void SubunitReporter::startTest(const TestPtr& test) {
  TestResult::startTest(test);
  writeStart(*test);
  waiting_ = true;
  warnings_.clear();
  stream_.flushIfDue(_testStarted());
}

void SubunitReporter::stopTest(const TestPtr& test) {
  TestResult::stopTest(test);
  if (waiting_) writeBlock("skip", *test, warnings_.empty() ? "it has no result\n" : warnings_);
  stream_.flushIfDue(_testStarted() + _lastTime());
}

void SubunitReporter::addSuccess(const TestPtr& test) {
  TestResult::addSuccess(test);
  writeSuccess(*test);
}

void SubunitReporter::addError(const TestPtr& test, const Failure& error) {
  TestResult::addError(test, error);
  writeBlock("error", *test, tracebackOf(error));
}

void SubunitReporter::addFailure(const TestPtr& test, const Failure& failure) {
  TestResult::addFailure(test, failure);
  writeBlock("failure", *test, tracebackOf(failure));
}

void SubunitReporter::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                         const std::optional<Todo>& todo) {
  TestResult::addExpectedFailure(test, failure, todo);
  writeBlock("xfail", *test, tracebackOf(failure));
}

void SubunitReporter::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  TestResult::addUnexpectedSuccess(test, todo);
  writeSuccess(*test);
}

void SubunitReporter::addSkip(const TestPtr& test, const std::string& reason) {
  TestResult::addSkip(test, reason);
  writeBlock("skip", *test, reason + "\n");
}

void SubunitReporter::done() { stream_.flush(); }

void SubunitReporter::writeStart(const ITestCase& test) {
  stream_.write(fmt::format("test: {}\n", idInOneLine(test.id())));
}

void SubunitReporter::writeSuccess(const ITestCase& test) {
  if (!std::exchange(waiting_, false)) writeStart(test);
  stream_.write(fmt::format("successful: {}\n", idInOneLine(test.id())));
}

void SubunitReporter::writeBlock(std::string_view outcome, const ITestCase& test,
                                 const std::string& details) {
  if (!std::exchange(waiting_, false)) writeStart(test);
  stream_.write(fmt::format("{}: {} [\n{}]\n", outcome, idInOneLine(test.id()), linesOf(details)));
}

std::string SubunitReporter::tracebackOf(const Failure& failure) const {
  const auto trimmed = _trimFrames(failure);
  if (!trimmed.frames().empty() || frameworks::isOfProgram(trimmed))
    return _formatFailureTraceback(trimmed, tbformat_);
  return fmt::format("{}: {}\n", trimmed.type(), trimmed.getErrorMessage());
}

}  // namespace trial
