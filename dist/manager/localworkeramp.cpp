#include <dist/localworkeramp.hpp>

#include <charconv>
#include <limits>
#include <ostream>
#include <typeinfo>
#include <utility>

#include <fmt/format.h>

#include <dist/manager/programfacts.hpp>
#include <reactor/log.hpp>
#include <trial/failing.hpp>
#include <trial/suite.hpp>

namespace dist {

namespace {

using reactor::Failure;
using reactor::Frame;

template <class... A>
void log(fmt::format_string<A...> format, A&&... arguments) {
  reactor::log::msg(fmt::format(format, std::forward<A>(arguments)...));
}

}  // namespace

LocalWorkerAMP::LocalWorkerAMP(const protocols::Limits& limits)
    : protocols::AMP(limits), facts_(std::make_shared<ProgramFacts>()), _streams(limits) {
  using namespace managercommands;
  using Text = const std::string&;
  using Texts = const std::vector<std::string>&;
  using MaybeText = const std::optional<std::string>&;
  using MaybeId = std::optional<std::int64_t>;
  responder<Started>(
      [this](std::int64_t run, std::optional<double> limit) { return started(run, limit); });
  responder<AddSuccess>([this](Text name, std::int64_t run) { return addSuccess(name, run); });
  responder<AddError>([this](Text name, std::int64_t run, Text error, Text errorClass, Texts frames,
                             Texts parents, MaybeId stream) {
    return addError(name, run, error, errorClass, frames, parents, stream);
  });
  responder<AddFailure>([this](Text name, std::int64_t run, Text fail, Text failClass, Texts frames,
                               Texts parents, MaybeId stream) {
    return addFailure(name, run, fail, failClass, frames, parents, stream);
  });
  responder<AddSkip>([this](Text name, std::int64_t run, Text reason, MaybeId stream) {
    return addSkip(name, run, reason, stream);
  });
  responder<AddExpectedFailure>([this](Text name, std::int64_t run, Text error, Text errorClass,
                                       Texts frames, Texts parents, MaybeText todo,
                                       MaybeId stream) {
    return addExpectedFailure(name, run, error, errorClass, frames, parents, todo, stream);
  });
  responder<AddUnexpectedSuccess>(
      [this](Text name, std::int64_t run, MaybeText todo, Texts errors) {
        return addUnexpectedSuccess(name, run, todo, errors);
      });
  responder<AddWarning>([this](Text name, std::int64_t run, Text category, Text filename,
                               std::int64_t lineno, Text message, MaybeId stream) {
    return addWarning(name, run, category, filename, lineno, message, stream);
  });
  responder<LeftBehind>([this](Text name, std::int64_t run, std::vector<std::string> processes) {
    return leftBehind(name, run, std::move(processes));
  });
  responder<Stop>([this] {
    if (_result != nullptr) _result->stop();
  });
  responder<TestWrite>([this](Text out, MaybeId stream) { return testWrite(out, stream); });
  responder<StreamOpen>([this] { return StreamOpen::Response{streamOpen()}; });
  responder<StreamWrite>(
      [this](std::int64_t id, std::string data) { streamWrite(id, std::move(data)); });
}

reactor::Deferred<LocalWorkerAMP::Run::Response> LocalWorkerAMP::run(
    const trial::TestPtr& testCase, const trial::ReporterPtr& result) {
  result->startTest(testCase);
  facts_->tell(*this, *testCase);
  ++messages_;
  const auto number = ++lastRun_;
  const auto& running =
      running_.emplace(number, RunningCase{testCase, testCase->id(), result}).first->second;
  _result = result;
  return callRemote<Run>(running.id, number).addBoth([this, number](Answer answer) -> Answer {
    return _stopTest(number, std::move(answer));
  });
}

LocalWorkerAMP::Answer LocalWorkerAMP::_stopTest(std::int64_t run, Answer answer) {
  const auto node = running_.extract(run);
  if (node.empty()) return answer;  // forgotten
  const auto& [testCase, id, result, begun, askedBack, limit] = node.mapped();
  if (askedBack) --asked_;
  if (begun) ++part_;
  const bool answered = answer.index() == 0;
  const bool ran = answered && std::get<0>(answer).success;
  if (!ran && !begun && (answered ? askedBack || result->shouldStop() : lost_)) {
    result->withdrawTest(testCase);  // a plain reporter gets its stop (LW-03)
    const auto why = answered ? "it was given back" : std::get<1>(answer).getErrorMessage();
    return Failure(NotBegun(number_, id, givenUp_.value_or(why)));
  }
  if (!ran) {
    if (answered) {
      answer = Failure(NotRun(number_, id));
    } else if (lost_) {
      const auto reason = end_.value_or(std::get<1>(answer));
      answer = givenUp_ ? Failure(WorkerTimedOut(number_, id, *givenUp_, reason, traces_))
                        : Failure(WorkerLost(number_, id, reason, traces_));
    }
    result->testLost(testCase, std::get<1>(answer));
  }
  if (ran && std::get<0>(answer).duration) {
    trial::CaseReport details;
    details.seconds = std::get<0>(answer).duration;
    result->addDetails(testCase, details);
  }
  result->stopTest(testCase);
  return answer;
}

void LocalWorkerAMP::setTestStream(std::shared_ptr<std::ostream> stream) {
  _testStream = std::move(stream);
}

void LocalWorkerAMP::setTestStream(std::ostream& stream) {
  setTestStream(std::shared_ptr<std::ostream>(std::shared_ptr<void>(), &stream));
}

void LocalWorkerAMP::forget() {
  asked_ = 0;
  const auto result = std::exchange(_result, nullptr);
  const auto running = std::exchange(running_, {});
}

void LocalWorkerAMP::askBack(std::size_t count) {
  const auto cork = corked();
  const bool all = count == std::numeric_limits<std::size_t>::max();
  for (auto at = running_.rbegin(); count > 0 && at != running_.rend(); ++at) {
    auto& running = at->second;
    // The run ends: then the worker tells what it knows of a case that has begun.
    if (!all && (running.begun || running.askedBack)) continue;
    if (!running.begun && !std::exchange(running.askedBack, true)) ++asked_;
    --count;
    callRemote<workercommands::Withdraw>(at->first, all);
  }
}

WorkerProgress LocalWorkerAMP::progress() const {
  WorkerProgress progress;
  progress.messages = messages_;
  progress.part = part_;
  progress.busy = !running_.empty();
  progress.idles = progress.busy;
  for (const auto& [number, running] : running_) {
    if (running.begun) progress.limit = running.limit;
    // A program may take its time before its first case.
    if (running.begun || !running.testCase->programName().empty()) progress.idles = false;
  }
  return progress;
}

void LocalWorkerAMP::dataReceived(std::string_view data) {
  if (givenUp_) return;
  ++messages_;
  AMP::dataReceived(data);
}

void LocalWorkerAMP::protocolError(const Failure& failure) {
  refused_ = failure;
  AMP::protocolError(failure);
}

void LocalWorkerAMP::connectionLost(Failure reason) {
  lost_ = true;
  end_ = reason;
  AMP::connectionLost(std::move(reason));
}

void LocalWorkerAMP::begin(RunningCase& running) {
  if (std::exchange(running.begun, true)) return;
  everBegun_ = true;
  ++part_;
  running.result->testBegan(running.testCase, number_);
}

LocalWorkerAMP::RunningCase* LocalWorkerAMP::find(std::int64_t run, const std::string& testName) {
  const auto at = running_.find(run);
  if (at != running_.end()) {
    begin(at->second);
    return &at->second;
  }
  if (run > 0 && run <= lastRun_) {
    log("worker {}: a result for {} came when its run was over; it is dropped", number_, testName);
  } else {
    complain(fmt::format("worker {} reported a result for {}, run {}, which it was not given",
                         number_, testName, run));
  }
  return nullptr;
}

void LocalWorkerAMP::complain(const std::string& what) {
  log("{}", what);
  if (_result == nullptr) return;
  const Failure failure(std::logic_error{what});
  std::make_shared<trial::ErrorHolder>("<runner>", failure)->run(*_result);
}

void LocalWorkerAMP::add(const std::string& testName, std::int64_t run, trial::CaseResult result) {
  const auto* running = find(run, testName);
  if (running == nullptr) return;
  trial::addResult(*running->result, running->testCase, result);
  if (result.kind != trial::CaseResult::Kind::error) return;
  static const auto interrupt = reactor::qualifiedName(typeid(trial::KeyboardInterrupt));
  if (result.failure->type() == interrupt) running->result->stop();
}

std::string LocalWorkerAMP::text(const std::string& inCommand,
                                 std::optional<std::int64_t> streamId) {
  if (!streamId) return inCommand;
  std::string whole;
  for (const auto& piece : _streams.finish(*streamId)) whole += piece;
  return whole;
}

Failure LocalWorkerAMP::_buildFailure(const std::string& error, const std::string& errorClass,
                                      const std::vector<std::string>& frames,
                                      const std::vector<std::string>& parents) {
  std::vector<Frame> built;
  for (std::size_t i = 0; i + 2 < frames.size(); i += 3) {
    int line = 0;
    const auto& digits = frames[i + 2];
    std::from_chars(digits.data(), digits.data() + digits.size(), line);
    built.push_back(Frame{frames[i], frames[i + 1], line});
  }
  return Failure::remote(errorClass, parents, error, std::move(built),
                         std::make_exception_ptr(WorkerException(error)));
}

LocalWorkerAMP::Reported LocalWorkerAMP::started(std::int64_t run, std::optional<double> limit) {
  const auto at = running_.find(run);
  if (at != running_.end()) {
    ++part_;
    at->second.limit = limit;
    begin(at->second);
  } else {
    log("worker {}: run {} began, which is not under way", number_, run);
  }
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addSuccess(const std::string& testName, std::int64_t run) {
  add(testName, run, trial::successResult());
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addError(const std::string& testName, std::int64_t run,
                                                  const std::string& error,
                                                  const std::string& errorClass,
                                                  const std::vector<std::string>& frames,
                                                  const std::vector<std::string>& errorParents,
                                                  std::optional<std::int64_t> errorStreamId) {
  auto failure = _buildFailure(text(error, errorStreamId), errorClass, frames, errorParents);
  if (run == 0) {
    if (_result != nullptr) std::make_shared<trial::ErrorHolder>(testName, failure)->run(*_result);
    return {};
  }
  add(testName, run, trial::errorResult(std::move(failure)));
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addFailure(const std::string& testName, std::int64_t run,
                                                    const std::string& fail,
                                                    const std::string& failClass,
                                                    const std::vector<std::string>& frames,
                                                    const std::vector<std::string>& failParents,
                                                    std::optional<std::int64_t> failStreamId) {
  add(testName, run,
      trial::failureResult(
          _buildFailure(text(fail, failStreamId), failClass, frames, failParents)));
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addSkip(const std::string& testName, std::int64_t run,
                                                 const std::string& reason,
                                                 std::optional<std::int64_t> reasonStreamId) {
  add(testName, run, trial::skipResult(text(reason, reasonStreamId)));
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addExpectedFailure(
    const std::string& testName, std::int64_t run, const std::string& error,
    const std::string& errorClass, const std::vector<std::string>& frames,
    const std::vector<std::string>& errorParents, const std::optional<std::string>& todo,
    std::optional<std::int64_t> errorStreamId) {
  auto failure = _buildFailure(text(error, errorStreamId), errorClass, frames, errorParents);
  add(testName, run,
      trial::expectedFailureResult(std::move(failure),
                                   trial::makeTodo(todo.value_or("<unknown>"))));
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addUnexpectedSuccess(
    const std::string& testName, std::int64_t run, const std::optional<std::string>& todo,
    const std::vector<std::string>& todoErrors) {
  add(testName, run,
      trial::unexpectedSuccessResult(trial::makeTodo(todoErrors, todo.value_or("<unknown>"))));
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addWarning(const std::string& testName, std::int64_t run,
                                                    const std::string& category,
                                                    const std::string& filename,
                                                    std::int64_t lineno, const std::string& message,
                                                    std::optional<std::int64_t> messageStreamId) {
  const auto whole = text(message, messageStreamId);
  if (const auto* running = find(run, testName)) {
    trial::CaseReport details;
    details.warnings.push_back({{category, filename, static_cast<int>(lineno)}, whole});
    running->result->addDetails(running->testCase, details);
  }
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::leftBehind(const std::string& testName, std::int64_t run,
                                                    std::vector<std::string> processes) {
  trial::CaseReport details;
  details.leftBehind = std::move(processes);
  if (run != 0) {
    const auto* running = find(run, testName);
    if (running != nullptr) running->result->addDetails(running->testCase, details);
  } else if (_result != nullptr) {
    _result->addDetails(std::make_shared<trial::TestHolder>(testName), details);
  }
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::testWrite(const std::string& out,
                                                   std::optional<std::int64_t> outStreamId) {
  if (_testStream != nullptr) *_testStream << text(out, outStreamId) << std::endl;
  return {};
}

std::int64_t LocalWorkerAMP::streamOpen() { return _streams.open(); }

void LocalWorkerAMP::streamWrite(std::int64_t streamId, std::string data) {
  _streams.write(streamId, std::move(data));
}

}  // namespace dist
