#include <dist/workerreporter.hpp>

#include <utility>

#include <dist/managercommands.hpp>

namespace dist {

using namespace managercommands;

void WorkerReporter::begin(std::string id, std::int64_t run) {
  id_ = std::move(id);
  run_ = run;
}

WorkerReporter::Text WorkerReporter::send(const std::string& text) {
  if (text.size() <= streamLimit) return {text, std::nullopt};
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

void WorkerReporter::addSuccess(const trial::TestPtr& test) {
  TestResult::addSuccess(test);
  ampProtocol_.callRemote<AddSuccess>(id_, run_);
}

void WorkerReporter::addError(const trial::TestPtr& test, const trial::Failure& error) {
  TestResult::addError(test, error);
  const auto text = send(error.getErrorMessage());
  ampProtocol_.callRemote<AddError>(id_, run_, text.inCommand, error.type(), _getFrames(error),
                                    error.parents(), text.streamId);
}

void WorkerReporter::addFailure(const trial::TestPtr& test, const trial::Failure& failure) {
  TestResult::addFailure(test, failure);
  const auto text = send(failure.getErrorMessage());
  ampProtocol_.callRemote<AddFailure>(id_, run_, text.inCommand, failure.type(),
                                      _getFrames(failure), failure.parents(), text.streamId);
}

void WorkerReporter::addExpectedFailure(const trial::TestPtr& test, const trial::Failure& failure,
                                        const std::optional<trial::Todo>& todo) {
  TestResult::addExpectedFailure(test, failure, todo);
  const auto text = send(failure.getErrorMessage());
  const std::string reason = todo ? todo->reason : std::string(DEFAULT_TODO);
  ampProtocol_.callRemote<AddExpectedFailure>(id_, run_, text.inCommand, failure.type(),
                                              _getFrames(failure), failure.parents(), reason,
                                              text.streamId);
}

void WorkerReporter::addUnexpectedSuccess(const trial::TestPtr& test,
                                          const std::optional<trial::Todo>& todo) {
  TestResult::addUnexpectedSuccess(test, todo);
  const std::string reason = todo ? todo->reason : std::string(DEFAULT_TODO);
  ampProtocol_.callRemote<AddUnexpectedSuccess>(id_, run_, reason,
                                                todo ? todo->errors : std::vector<std::string>());
}

void WorkerReporter::addSkip(const trial::TestPtr& test, const std::string& reason) {
  TestResult::addSkip(test, reason);
  const auto text = send(reason);
  ampProtocol_.callRemote<AddSkip>(id_, run_, text.inCommand, text.streamId);
}

void WorkerReporter::testWrite(const std::string& line) {
  const auto text = send(line);
  ampProtocol_.callRemote<TestWrite>(text.inCommand, text.streamId);
}

}  // namespace dist
