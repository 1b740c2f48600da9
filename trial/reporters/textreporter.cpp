#include <trial/textreporter.hpp>

#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

const MarkingReporter::Marks marksOfText = {".", "E", "F", "S", "T", "!"};
const MarkingReporter::Marks words = {"[OK]",      "[ERROR]", "[FAILURE]",
                                      "[SKIPPED]", "[TODO]",  "[SUCCESS!?!]"};

}  // namespace

void MinimalReporter::_printSummary() {
  const auto seconds = _startTime() ? reactor::repr(_getTime() - *_startTime()) : "0";
  _writeln(fmt::format("{} {} {} {} {} {}", seconds, testsRun(), testsRun(), errors.size(),
                       failures.size(), skips.size()));
}

MarkingReporter::MarkingReporter(const Marks& marks, std::ostream& stream, std::string format,
                                 bool atOnce, LogPublisher* publisher)
    : Reporter(stream, std::move(format), atOnce, publisher), marks_(marks) {}

void MarkingReporter::addSuccess(const TestPtr& test) {
  Reporter::addSuccess(test);
  _write(marks_.success);
}

void MarkingReporter::addError(const TestPtr& test, const Failure& error) {
  Reporter::addError(test, error);
  _write(marks_.error);
}

void MarkingReporter::addFailure(const TestPtr& test, const Failure& failure) {
  Reporter::addFailure(test, failure);
  _write(marks_.failure);
}

void MarkingReporter::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                         const std::optional<Todo>& todo) {
  Reporter::addExpectedFailure(test, failure, todo);
  _write(marks_.expectedFailure);
}

void MarkingReporter::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  Reporter::addUnexpectedSuccess(test, todo);
  _write(marks_.unexpectedSuccess);
}

void MarkingReporter::addSkip(const TestPtr& test, const std::string& reason) {
  Reporter::addSkip(test, reason);
  _write(marks_.skip);
}

TextReporter::TextReporter(std::ostream& stream, std::string format, bool atOnce,
                           LogPublisher* publisher)
    : MarkingReporter(marksOfText, stream, std::move(format), atOnce, publisher) {}

VerboseTextReporter::VerboseTextReporter(std::ostream& stream, std::string format, bool atOnce,
                                         LogPublisher* publisher)
    : MarkingReporter(words, stream, std::move(format), atOnce, publisher) {}

void VerboseTextReporter::startTest(const TestPtr& test) {
  _write(idInOneLine(test->id()) + " ... ");
  MarkingReporter::startTest(test);
}

void VerboseTextReporter::stopTest(const TestPtr& test) {
  _write("\n");
  MarkingReporter::stopTest(test);
}

void TimingTextReporter::stopTest(const TestPtr& test) {
  VerboseTextReporter::stopTest(test);
  _write(fmt::format("({:.3f} secs)\n", _lastTime()));
}

}  // namespace trial
