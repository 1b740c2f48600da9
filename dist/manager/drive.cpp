#include <dist/manager/drive.hpp>

#include <algorithm>
#include <utility>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

}  // namespace

Drive::Drive(std::shared_ptr<IWorker> worker, std::shared_ptr<DistReporter> result,
             SharedTestQueue& testCases)
    : worker_(std::move(worker)),
      result_(std::move(result)),
      testCases_(&testCases),
      self_(std::make_shared<Drive*>(this)) {
  testCases_->add(*this, inHand_);
}

Drive::~Drive() {
  *self_ = nullptr;
  if (testCases_ == nullptr) return;
  testCases_->remove(*this);
  testCases_->wakeIdle();  // they need not wait for cases of this one any more
}

std::optional<Deferred<void>> Drive::next() {
  if (testCases_ == nullptr) return std::nullopt;
  if (result_->shouldStop()) testCases_->close();
  if (failure_) {
    if (inHand_.cases > 0) return wait();
    giveUp();
  }
  if (auto testCase = testCases_->take(inHand_)) {
    giveBatch(takeBatch(std::move(testCase)));
    return Deferred<void>(nullptr);
  }
  if (inHand_.cases > 0 || testCases_->recallFor(*this)) return wait();
  gathering_.reset();
  return std::nullopt;
}

/// Takes 1,000 cases at most, so that other workers do not wait long for the reactor. A batch that
/// must share one process is taken whole, because other workers would take the rest of it.
std::vector<trial::TestPtr> Drive::takeBatch(trial::TestPtr first) {
  constexpr std::size_t most = 1000;
  std::vector<trial::TestPtr> batch{std::move(first)};
  while (inHand_.restOfBatch > 0 && (batch.size() < most || inHand_.together)) {
    auto testCase = testCases_->take(inHand_);
    if (testCase == nullptr) break;
    batch.push_back(std::move(testCase));
  }
  return batch;
}

/// At one go: the worker waits until it has them all, and runs them in one process.
void Drive::giveBatch(const std::vector<trial::TestPtr>& batch) {
  const auto self = self_;
  const bool isWhole = inHand_.cases == batch.size();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i > 0 && (failure_ || result_->shouldStop())) {
      for (auto rest = batch.size(); rest > i; --rest) {
        inHand_.over();
        testCases_->giveBack(batch[rest - 1]);
      }
      break;
    }
    give(batch[i], i == 0 && isWhole ? batch.size() : 1);
    if (*self == nullptr || testCases_ == nullptr) return;
  }
  // The worker would wait for a case that was announced and not sent.
  if (isWhole && batch.size() > 1 && inHand_.cases < batch.size() && !failure_)
    worker_->keepTogether(0);
}

/// `together`: with so many cases, which follow, it shares a process.
void Drive::give(const trial::TestPtr& testCase, std::size_t together) {
  // Cases of a batch go together. Of many native ones the worker can begin the first.
  constexpr int mostTogether = 64;
  if (!inHand_.isBatch() && gathered_ >= mostTogether) gathering_.reset();
  if (gathering_ == nullptr) {
    gathered_ = 0;
    gathering_ = worker_->gatherWrites();
  }
  ++gathered_;
  given_.push_back(Given{testCase});
  reactor::maybeDeferred([&] {
    if (together > 1) worker_->keepTogether(together);
    return worker_->run(testCase, result_);
  }).addBoth([self = self_, testCase](const Answer& answer) {
    if (*self != nullptr) (*self)->over(testCase, answer);
  });
}

void Drive::over(const trial::TestPtr& testCase, const Answer& answer) {
  inHand_.over();
  const auto given = takeGiven(testCase);
  if (testCases_ == nullptr) return;
  if (const auto* response = std::get_if<0>(&answer)) {
    answered(given, *response);
  } else {
    note(given, std::get<1>(answer));
  }
  if (result_->shouldStop()) testCases_->close();
  const auto self = self_;
  if (inHand_.needsMore() || failure_) wake();
  if (*self == nullptr || testCases_ == nullptr) return;
  if (inHand_.cases == 0 || !testCases_->empty()) testCases_->wakeIdle();
}

Drive::Given Drive::takeGiven(const trial::TestPtr& testCase) {
  const auto at = std::find_if(given_.begin(), given_.end(),
                               [&](const Given& one) { return one.testCase == testCase; });
  auto given = std::move(*at);
  given_.erase(at);
  return given;
}

void Drive::askBack(std::size_t count) {
  std::size_t marked = 0;
  for (auto at = given_.rbegin(); marked < count && at != given_.rend(); ++at) {
    if (!std::exchange(at->askedBack, true)) ++marked;
  }
  worker_->askBack(count);
}

void Drive::answered(const Given& given, const workercommands::Run::Response& response) {
  const auto& testCase = *given.testCase;
  if (!response.success) return note(given, Failure(NotRun(std::nullopt, testCase.id())));
  if (response.duration) testCases_->took(testCase, *response.duration);
  if (!response.overhead) return;
  testCases_->tookToStart(testCase, *response.overhead);
  try {
    result_->programStarted(testCase.programName(), *response.overhead);
  } catch (...) {
    failure_ = result_->thrown();
    testCases_->close();
  }
}

/// The run of a case failed. A worker that does not begin a case, and was not asked to give it
/// back, counts as lost: it would do the same to the next one.
void Drive::note(const Given& given, const Failure& failure) {
  const auto& testCase = given.testCase;
  const bool notBegun = failure.is<NotBegun>();
  if (notBegun && !worker_->lost() && (given.askedBack || result_->shouldStop())) {
    return testCases_->giveBack(testCase);
  }
  if (notBegun) {
    notBegun_.push_back(testCase);
  } else if (!reported(testCase, failure)) {
    return testCases_->close();  // the reporter is told nothing more
  } else if (!failure.is<WorkerLost>()) {
    return;  // the worker goes on (DR-15)
  }
  if (!failure_ || failure_->is<NotBegun>()) failure_ = failure;
}

/// Reports that a worker failed to run the case. False if the reporter throws, or if the failure
/// is what it has thrown.
bool Drive::reported(const trial::TestPtr& testCase, const Failure& failure) {
  if (!result_->thrown()) {
    try {
      result_->runFailed(testCase, failure);
      return true;
    } catch (...) {
      // It has noted what was thrown.
    }
  }
  failure_ = result_->thrown();
  return false;
}

/// Also a case that is alone in its worker comes back if the worker is lost before it begins.
bool Drive::mayGiveBack() const { return !notBegun_.empty() || inHand_.cases > 0; }

std::size_t Drive::spare() const { return inHand_.isBatch() ? 0 : worker_->spare(); }

std::optional<Deferred<void>> Drive::wait() {
  gathering_.reset();
  waiting_.emplace();
  return waiting_;
}

void Drive::wake() {
  if (!waiting_) return;
  const auto waiting = *std::exchange(waiting_, std::nullopt);
  waiting.callback();
}

void Drive::queueGone() {
  std::exchange(testCases_, nullptr)->remove(*this);
  gathering_.reset();
  const auto waiting = std::exchange(waiting_, std::nullopt);
}

void Drive::giveUp() {
  gathering_.reset();
  for (auto at = notBegun_.rbegin(); at != notBegun_.rend(); ++at) testCases_->giveBack(*at);
  notBegun_.clear();
  const Failure failure = *failure_;
  testCases_->wakeIdle();
  failure.raiseException();
}

}  // namespace dist
