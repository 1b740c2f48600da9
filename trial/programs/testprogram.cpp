#include <trial/programs/testprogram.hpp>

#include <algorithm>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/task.hpp>
#include <trial/detail/dirtyreactor.hpp>
#include <trial/failing.hpp>
#include <trial/programs/said.hpp>
#include <trial/running/runsignals.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace {

/// In the serial runner: stops the run when the result says so.
class StoppingReporter final : public ProgramReporter {
 public:
  StoppingReporter(IReporter& result, const std::vector<ProgramCasePtr>& cases)
      : ProgramReporter(result, cases), result_(result) {}
  void caseFinished(const std::string& id, const frameworks::CaseResult& result) override {
    ProgramReporter::caseFinished(id, result);
    // A signal interrupts the wait, and the case that it is in is told of.
    if (result_.shouldStop() && running && !RunSignals::received()) running.cancel();
  }

  reactor::Deferred<void> running{nullptr};

 private:
  IReporter& result_;
};

void runTogether(const std::vector<ProgramCasePtr>& cases, IReporter& result) {
  auto& reactor = reactor::defaultReactor();
  std::vector<std::string> names;
  names.reserve(cases.size());
  for (const auto& testCase : cases) names.push_back(testCase->caseName());
  StoppingReporter listener(result, cases);
  frameworks::ProgramRun run(reactor, reactor, cases.front()->program(), std::move(names),
                             listener);
  listener.running = run.start();
  try {
    const auto ended = waitFor(listener.running);
    const auto* failure = std::get_if<1>(&ended);
    if (failure != nullptr && !failure->is<reactor::CancelledError>()) failure->raiseException();
  } catch (const KeyboardInterrupt&) {
    // What the program has said is read first: of which case it is in the middle.
    constexpr double seconds = 0.01;
    (void)waitFor(reactor::deferLater(reactor, seconds));
    listener.running.cancel();
    listener.interrupted(Failure(KeyboardInterrupt()));
  }
}

/// Takes from the front those that can share a process: cases of one program, each name once.
std::vector<ProgramCasePtr> takeBatch(std::deque<TestPtr>& tests) {
  std::vector<ProgramCasePtr> batch;
  std::unordered_set<std::string_view> names;
  while (!tests.empty()) {
    auto next = std::dynamic_pointer_cast<ProgramCase>(tests.front());
    if (!next || (!batch.empty() && next->program() != batch.front()->program())) break;
    if (!names.insert(next->caseName()).second) break;
    batch.push_back(std::move(next));
    tests.pop_front();
  }
  return batch;
}

/// As if the test had been in this process: it may be made a warning.
Failure dirtyReactor(const std::string& text) {
  return Failure::remote(reactor::qualifiedName(typeid(DirtyReactorAggregateError)),
                         {"std.exception"}, text, {}, std::make_exception_ptr(ProgramError(text)));
}

}  // namespace

void ProgramCase::run(IReporter& result) { runTogether({shared_from_this()}, result); }

void ProgramSuite::run(IReporter& result) {
  auto left = tests();
  while (!left.empty() && !result.shouldStop()) {
    const auto batch = takeBatch(left);
    if (!batch.empty()) {
      runTogether(batch, result);
      continue;
    }
    const auto test = std::move(left.front());
    left.pop_front();
    test->run(result);
  }
}

ProgramReporter::ProgramReporter(IReporter& result, const std::vector<ProgramCasePtr>& cases)
    : result_(result) {
  for (const auto& testCase : cases) cases_.emplace(testCase->caseName(), testCase);
}

void ProgramReporter::caseStarted(const std::string& id) {
  started_ = cases_.at(id);
  result_.startTest(started_);
}

void ProgramReporter::interrupted(const Failure& failure) {
  if (const auto testCase = std::exchange(started_, nullptr)) {
    result_.addError(testCase, failure);
    result_.stopTest(testCase);
  }
  result_.stop();
}

void ProgramReporter::caseFinished(const std::string& id, const frameworks::CaseResult& result) {
  const auto testCase = cases_.at(id);
  if (started_ != testCase) caseStarted(id);
  started_ = nullptr;
  auto details = result.details;
  if (const auto output = frameworks::excerpt(result.output); !output.empty()) {
    details += "\nIts output" + output;
  }
  switch (result.outcome) {
    case frameworks::Outcome::success: result_.addSuccess(testCase); break;
    case frameworks::Outcome::failure:
      result_.addFailure(testCase, Failure(ProgramFailure(details)));
      break;
    case frameworks::Outcome::error:
      result_.addError(testCase, Failure(ProgramError(details)));
      break;
    case frameworks::Outcome::skip: result_.addSkip(testCase, result.details); break;
    case frameworks::Outcome::expectedFailure:
      result_.addExpectedFailure(testCase, Failure(ProgramFailure(details)),
                                 makeTodo(result.reason));
      break;
    case frameworks::Outcome::unexpectedSuccess:
      result_.addUnexpectedSuccess(testCase, makeTodo(result.reason));
      break;
    case frameworks::Outcome::unclean: break;
  }
  if (!result.unclean.empty()) result_.addError(testCase, dirtyReactor(result.unclean));
  result_.stopTest(testCase);
}

}  // namespace trial
