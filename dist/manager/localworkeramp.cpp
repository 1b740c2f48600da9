#include <dist/localworkeramp.hpp>

#include <algorithm>
#include <charconv>
#include <ostream>
#include <typeinfo>
#include <utility>

#include <fmt/format.h>

#include <dist/distreporter.hpp>
#include <reactor/log.hpp>
#include <trial/asserts.hpp>
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
    : protocols::AMP(limits), _streams(limits) {
  using namespace managercommands;
  using Text = const std::string&;
  using Texts = const std::vector<std::string>&;
  using MaybeText = const std::optional<std::string>&;
  using MaybeId = std::optional<std::int64_t>;
  responder<Started>([this](std::int64_t run) { return started(run); });
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
  responder<TestWrite>([this](Text out, MaybeId stream) { return testWrite(out, stream); });
  responder<StreamOpen>([this] { return StreamOpen::Response{streamOpen()}; });
  responder<StreamWrite>(
      [this](std::int64_t id, std::string data) { streamWrite(id, std::move(data)); });
}

reactor::Deferred<LocalWorkerAMP::Run::Response> LocalWorkerAMP::run(
    const trial::TestPtr& testCase, const trial::ReporterPtr& result) {
  result->startTest(testCase);
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
  const auto& [testCase, id, result, begun, askedBack] = node.mapped();
  if (askedBack) --asked_;
  auto* distributed = dynamic_cast<DistReporter*>(result.get());
  const bool answered = answer.index() == 0;
  const bool ran = answered && std::get<0>(answer).success;
  if (!ran && !begun && (answered ? askedBack || result->shouldStop() : lost_)) {
    // A reporter that cannot take the start back gets its stop (LW-03).
    if (distributed != nullptr) {
      distributed->withdraw(testCase);
    } else {
      result->stopTest(testCase);
    }
    return Failure(NotBegun(
        number_, id, answered ? "it was given back" : std::get<1>(answer).getErrorMessage()));
  }
  if (!ran) {
    if (answered) {
      answer = Failure(NotRun(number_, id));
    } else if (lost_) {
      answer = Failure(WorkerLost(number_, id, std::get<1>(answer)));
    }
    const Failure& loss = std::get<1>(answer);
    if (distributed != nullptr) {
      distributed->lost(testCase, loss);
    } else {
      result->addError(testCase, loss);
    }
  }
  if (ran && distributed != nullptr && std::get<0>(answer).duration) {
    distributed->took(testCase, *std::get<0>(answer).duration);
  }
  result->stopTest(testCase);
  return answer;
}

void LocalWorkerAMP::forget() {
  asked_ = 0;
  const auto result = std::exchange(_result, nullptr);
  const auto running = std::exchange(running_, {});
}

void LocalWorkerAMP::askBack(std::size_t count) {
  const auto cork = corked();
  for (auto at = running_.rbegin(); count > 0 && at != running_.rend(); ++at) {
    if (at->second.begun || at->second.askedBack) continue;
    at->second.askedBack = true;
    ++asked_;
    --count;
    callRemote<workercommands::Withdraw>(at->first);
  }
}

void LocalWorkerAMP::connectionLost(Failure reason) {
  lost_ = true;
  AMP::connectionLost(std::move(reason));
}

LocalWorkerAMP::RunningCase* LocalWorkerAMP::find(std::int64_t run, const std::string& testName) {
  const auto at = running_.find(run);
  if (at != running_.end() && at->second.id == testName) {
    begin(at->second);
    return &at->second;
  }
  if (at == running_.end() && run > 0 && run <= lastRun_) {
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
  const auto holder = std::make_shared<trial::ErrorHolder>("<runner>", failure);
  _result->startTest(holder);
  _result->addError(holder, failure);
  _result->stopTest(holder);
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

LocalWorkerAMP::Reported LocalWorkerAMP::started(std::int64_t run) {
  const auto at = running_.find(run);
  if (at != running_.end()) {
    begin(at->second);
  } else {
    log("worker {}: run {} began, which is not under way", number_, run);
  }
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addSuccess(const std::string& testName, std::int64_t run) {
  if (auto* running = find(run, testName)) running->result->addSuccess(running->testCase);
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addError(const std::string& testName, std::int64_t run,
                                                  const std::string& error,
                                                  const std::string& errorClass,
                                                  const std::vector<std::string>& frames,
                                                  const std::vector<std::string>& errorParents,
                                                  std::optional<std::int64_t> errorStreamId) {
  const auto failure = _buildFailure(text(error, errorStreamId), errorClass, frames, errorParents);
  if (auto* running = find(run, testName)) {
    running->result->addError(running->testCase, failure);
    const auto interrupt = reactor::qualifiedName(typeid(trial::KeyboardInterrupt));
    if (failure.type() == interrupt) running->result->stop();
  }
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addFailure(const std::string& testName, std::int64_t run,
                                                    const std::string& fail,
                                                    const std::string& failClass,
                                                    const std::vector<std::string>& frames,
                                                    const std::vector<std::string>& failParents,
                                                    std::optional<std::int64_t> failStreamId) {
  const auto failure = _buildFailure(text(fail, failStreamId), failClass, frames, failParents);
  if (auto* running = find(run, testName)) running->result->addFailure(running->testCase, failure);
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addSkip(const std::string& testName, std::int64_t run,
                                                 const std::string& reason,
                                                 std::optional<std::int64_t> reasonStreamId) {
  const auto whole = text(reason, reasonStreamId);
  if (auto* running = find(run, testName)) running->result->addSkip(running->testCase, whole);
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addExpectedFailure(
    const std::string& testName, std::int64_t run, const std::string& error,
    const std::string& errorClass, const std::vector<std::string>& frames,
    const std::vector<std::string>& errorParents, const std::optional<std::string>& todo,
    std::optional<std::int64_t> errorStreamId) {
  const auto failure = _buildFailure(text(error, errorStreamId), errorClass, frames, errorParents);
  if (auto* running = find(run, testName)) {
    running->result->addExpectedFailure(running->testCase, failure,
                                        trial::makeTodo(todo.value_or("<unknown>")));
  }
  return {};
}

LocalWorkerAMP::Reported LocalWorkerAMP::addUnexpectedSuccess(
    const std::string& testName, std::int64_t run, const std::optional<std::string>& todo,
    const std::vector<std::string>& todoErrors) {
  if (auto* running = find(run, testName)) {
    running->result->addUnexpectedSuccess(running->testCase,
                                          trial::makeTodo(todoErrors, todo.value_or("<unknown>")));
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
