#include <dist/workerreporter.hpp>

#include <algorithm>
#include <typeinfo>
#include <utility>

#include <fmt/format.h>

#include <dist/managercommands.hpp>
#include <trial/limits/toldlimit.hpp>

namespace dist {

using namespace managercommands;

WorkerReporter::WorkerReporter(protocols::AMP& ampProtocol, const protocols::Limits& limits)
    : ampProtocol_(ampProtocol),
      // A message holds the names of the test and of the exception, too.
      mostInCommand_(std::min(streamLimit, limits.messageSize / 4)),
      streams_(std::min(streamChunk, limits.messageSize / 2)) {}

void WorkerReporter::begin(std::string id, std::int64_t run) {
  id_ = std::move(id);
  run_ = run;
}

WorkerReporter::Text WorkerReporter::send(const std::string& text) {
  if (text.size() <= mostInCommand_) return {text, std::nullopt};
  return {"", streams_.send(ampProtocol_, text)};
}

std::vector<std::string> WorkerReporter::_getFrames(const trial::Failure& failure) {
  std::vector<std::string> flat;
  for (const auto& frame : failure.frames()) {
    flat.push_back(frame.function);
    flat.push_back(frame.file);
    flat.push_back(std::to_string(frame.line));
  }
  return flat;
}

void WorkerReporter::started(std::optional<double> limit) {
  toldLimit_ = limit;
  toldAt_ = std::chrono::steady_clock::now();
  ampProtocol_.callRemote<Started>(run_, limit);
}

void WorkerReporter::stageBegan(const trial::TestPtr&, std::optional<double> limit) {
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - toldAt_;
  const bool known =
      limit == toldLimit_ && (!limit || since.count() < trial::limits::maySkipTelling(*limit));
  if (known) return;
  started(limit);
  ampProtocol_.flush();
}

void WorkerReporter::send(const std::string& id, std::int64_t run,
                          const trial::CaseResult& result) {
  const auto& failure = result.failure;
  const std::string whole = failure ? failure->getErrorMessage() : result.reason;
  const auto text = send(whole);
  try {
    sendWhole(id, run, result, text);
  } catch (const protocols::TooLong& error) {
    sendTooLong(id, run, error, text);
  }
}

/// The text may be on its way as a stream, which the manager keeps until a command names it.
void WorkerReporter::sendTooLong(const std::string& id, std::int64_t run,
                                 const protocols::TooLong& error, const Text& text) {
  const std::vector<std::string> none;
  const auto what =
      fmt::format("its report does not go into a message, see --max-message: {}", error.what());
  if (text.streamId) ampProtocol_.callRemote<StreamWrite>(*text.streamId, "\n" + what);
  ampProtocol_.callRemote<AddError>(id, run, text.streamId ? std::string() : what,
                                    reactor::qualifiedName(typeid(error)), none, none,
                                    text.streamId);
}

void WorkerReporter::sendWhole(const std::string& id, std::int64_t run,
                               const trial::CaseResult& result, const Text& text) {
  using Kind = trial::CaseResult::Kind;
  const auto& failure = result.failure;
  const auto frames = failure ? _getFrames(*failure) : std::vector<std::string>();
  const auto todo = result.todo ? std::string_view(result.todo->reason) : DEFAULT_TODO;
  switch (result.kind) {
    case Kind::success: ampProtocol_.callRemote<AddSuccess>(id, run); break;
    case Kind::error:
      ampProtocol_.callRemote<AddError>(id, run, text.inCommand, failure->type(), frames,
                                        failure->parents(), text.streamId);
      break;
    case Kind::failure:
      ampProtocol_.callRemote<AddFailure>(id, run, text.inCommand, failure->type(), frames,
                                          failure->parents(), text.streamId);
      break;
    case Kind::skip:
      ampProtocol_.callRemote<AddSkip>(id, run, text.inCommand, text.streamId);
      break;
    case Kind::expectedFailure:
      ampProtocol_.callRemote<AddExpectedFailure>(id, run, text.inCommand, failure->type(), frames,
                                                  failure->parents(), todo, text.streamId);
      break;
    case Kind::unexpectedSuccess:
      ampProtocol_.callRemote<AddUnexpectedSuccess>(
          id, run, todo, result.todo ? result.todo->errors : std::vector<std::string>());
      break;
  }
}

void WorkerReporter::leftBehind(const std::vector<std::string>& processes) {
  if (!processes.empty()) ampProtocol_.callRemote<LeftBehind>(id_, run_, processes);
}

void WorkerReporter::programError(const std::string& program, const trial::Failure& error) {
  send(program, 0, trial::errorResult(error));
}

void WorkerReporter::addSuccess(const trial::TestPtr& test) {
  TestResult::addSuccess(test);
  send(test->id(), run_, trial::successResult());
}

void WorkerReporter::addError(const trial::TestPtr& test, const trial::Failure& error) {
  TestResult::addError(test, error);
  send(test->id(), run_, trial::errorResult(error));
}

void WorkerReporter::addFailure(const trial::TestPtr& test, const trial::Failure& failure) {
  TestResult::addFailure(test, failure);
  send(test->id(), run_, trial::failureResult(failure));
}

void WorkerReporter::addExpectedFailure(const trial::TestPtr& test, const trial::Failure& failure,
                                        const std::optional<trial::Todo>& todo) {
  TestResult::addExpectedFailure(test, failure, todo);
  send(test->id(), run_, trial::expectedFailureResult(failure, todo));
}

void WorkerReporter::addUnexpectedSuccess(const trial::TestPtr& test,
                                          const std::optional<trial::Todo>& todo) {
  TestResult::addUnexpectedSuccess(test, todo);
  send(test->id(), run_, trial::unexpectedSuccessResult(todo));
}

void WorkerReporter::addSkip(const trial::TestPtr& test, const std::string& reason) {
  TestResult::addSkip(test, reason);
  send(test->id(), run_, trial::skipResult(reason));
}

void WorkerReporter::startTest(const trial::TestPtr& test) {
  TestResult::startTest(test);
  testRuns_ = true;
}

void WorkerReporter::stopTest(const trial::TestPtr& test) {
  TestResult::stopTest(test);
  testRuns_ = false;
}

bool WorkerReporter::addWarning(const reactor::log::Warning& warning, const std::string& message) {
  if (!testRuns_) return false;
  const auto text = send(message);
  ampProtocol_.callRemote<AddWarning>(id_, run_, warning.category, warning.filename,
                                      std::int64_t{warning.lineno}, text.inCommand, text.streamId);
  return true;
}

void WorkerReporter::stop() {
  TestResult::stop();
  ampProtocol_.callRemote<Stop>();
}

void WorkerReporter::testWrite(const std::string& line) {
  const auto text = send(line);
  ampProtocol_.callRemote<TestWrite>(text.inCommand, text.streamId);
}

}  // namespace dist
