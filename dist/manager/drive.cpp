#include <dist/manager/drive.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <protocols/error.hpp>
#include <trial/loading/names.hpp>

namespace dist {

namespace {

using reactor::Deferred;
using reactor::Failure;

constexpr std::size_t mostInHand = 64;  // native cases

/// Half of a worker's part of what is left, so that all can still be made to finish together.
std::size_t halfPart(std::size_t left, std::size_t workers) {
  return std::max<std::size_t>(1, (left + 2 * workers - 1) / (2 * workers));
}

std::size_t roundUp(double cases, std::size_t most) {
  return cases < static_cast<double>(most) ? static_cast<std::size_t>(std::ceil(cases)) : most;
}

/// A batch cannot be taken back, and long cases often stand side by side. So it is as large as is
/// worth a start of the program (`worthwhile`), or as can still be evened out (`even`), but no
/// larger than what is known vouches for (`vouched`).
std::size_t batchFor(const SharedTestQueue& queue, const std::string& program,
                     std::size_t workers) {
  constexpr double presumed = 0.02;  // seconds of a case while none is known
  const auto left = queue.left(program);
  const auto part = (left + workers - 1) / workers;
  const auto known = queue.durations(program);
  // A start does not count beside a batch that takes ten times as long.
  const double worthSeconds = 10 * queue.startSeconds(program);
  const auto first =
      std::max<std::size_t>(1, roundUp(worthSeconds / presumed, halfPart(left, workers)));
  if (known.count == 0) return first;
  const auto vouched = std::max(first, known.count);
  const auto worthwhile = known.mean() > 0 ? roundUp(worthSeconds / known.mean(), part) : part;
  // Were all of its cases as long as the longest, it would take as long as a worker's part of all.
  const double partSeconds =
      known.mean() * static_cast<double>(left) / static_cast<double>(workers);
  const auto even = known.longest > 0
                        ? roundUp(partSeconds / known.longest, halfPart(left, workers))
                        : halfPart(left, workers);
  return std::min(vouched, std::max(worthwhile, even));
}

}  // namespace

std::size_t windowFor(const SharedTestQueue& queue, std::size_t workers) {
  workers = std::max<std::size_t>(workers, 1);
  const std::string program(queue.frontProgram());
  if (!program.empty()) return batchFor(queue, program, workers);
  const auto known = queue.durations(program);
  const double mean = known.mean();
  const std::size_t wanted = known.count == 0 ? 4 : mean < 0.001 ? mostInHand : mean < 0.01 ? 8 : 2;
  return std::min(wanted, halfPart(queue.left(program), workers));
}

Drive::Drive(std::shared_ptr<LocalWorkerAMP> worker, std::shared_ptr<DistReporter> result,
             SharedTestQueue& testCases)
    : worker_(std::move(worker)),
      result_(std::move(result)),
      testCases_(&testCases),
      self_(std::make_shared<Drive*>(this)) {
  testCases_->add(*this);
}

Drive::~Drive() {
  *self_ = nullptr;
  if (testCases_ == nullptr) return;
  testCases_->remove(*this);
  testCases_->wakeIdle();  // nobody need wait for what this one had
}

std::optional<Deferred<void>> Drive::next() {
  if (testCases_ == nullptr) return std::nullopt;
  if (result_->shouldStop()) testCases_->close();
  if (failure_) {
    if (inHand_ > 0) return wait();
    giveUp();
  }
  if (!testCases_->empty() && mayGive()) {
    give();
    return Deferred<void>(nullptr);
  }
  if (inHand_ > 0 || takeFromOthers()) return wait();
  cork_.reset();
  return std::nullopt;
}

bool Drive::mayGive() {
  const auto program = testCases_->frontProgram();
  if (program != program_) {
    if (inHand_ > 0) return false;
    program_ = program;
    quota_ = 0;
  }
  if (quota_ == 0) {
    const auto window = windowFor(*testCases_, testCases_->drives().size());
    if (program.empty()) {
      wakeAt_ = window / 2;
      return inHand_ < window;
    }
    // The next batch is given when the last one is over: what one worker holds another cannot take.
    wakeAt_ = 0;
    if (inHand_ > 0) return false;
    quota_ = window;
  }
  return true;
}

void Drive::give() {
  if (!cork_) cork_.emplace(*worker_);
  auto testCase = testCases_->next();
  if (quota_ > 0) --quota_;
  ++inHand_;
  reactor::maybeDeferred([&] {
    return worker_->run(testCase, result_);
  }).addBoth([self = self_, testCase](const Answer& answer) {
    if (*self != nullptr) (*self)->over(testCase, answer);
  });
}

void Drive::over(const trial::TestPtr& testCase, const Answer& answer) {
  --inHand_;
  if (testCases_ == nullptr) return;
  if (const auto* response = std::get_if<0>(&answer)) {
    const auto id = testCase->id();
    if (response->duration) testCases_->took(trial::programOf(id), *response->duration);
    if (response->overhead) testCases_->tookToStart(trial::programOf(id), *response->overhead);
  } else {
    note(testCase, std::get<1>(answer));
  }
  if (result_->shouldStop()) testCases_->close();
  const auto self = self_;
  if (inHand_ <= wakeAt_ || failure_) wake();
  if (*self == nullptr || testCases_ == nullptr) return;
  if (inHand_ == 0 || !testCases_->empty()) testCases_->wakeIdle();
}

/// A case did not come to its end.
void Drive::note(const trial::TestPtr& testCase, const Failure& failure) {
  const bool notBegun = failure.is<NotBegun>();
  if (notBegun && !worker_->lost()) return testCases_->giveBack(testCase);
  if (notBegun) {
    notBegun_.push_back(testCase);
  } else if (failure.is<protocols::AmpError>() || failure.is<NotRun>()) {
    return;  // was reported as the case's, and the worker goes on
  } else if (!failure.is<WorkerLost>()) {
    testCases_->close();  // the reporter threw it: it is to be told nothing more
  }
  if (!failure_ || failure_->is<NotBegun>()) failure_ = failure;
}

std::optional<Deferred<void>> Drive::wait() {
  cork_.reset();
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
  cork_.reset();
  const auto waiting = std::exchange(waiting_, std::nullopt);
}

void Drive::giveUp() {
  cork_.reset();
  for (auto at = notBegun_.rbegin(); at != notBegun_.rend(); ++at) testCases_->giveBack(*at);
  notBegun_.clear();
  const Failure failure = *failure_;
  testCases_->wakeIdle();
  failure.raiseException();
}

bool Drive::takeFromOthers() {
  Drive* richest = nullptr;
  std::size_t most = 0;
  bool mayComeBack = false;
  for (Drive* other : testCases_->drives()) {
    if (other == this) continue;
    if (!other->notBegun_.empty() || other->worker_->queued() > 0) mayComeBack = true;
    if (other->spare() > most) {
      richest = other;
      most = other->spare();
    }
  }
  if (richest != nullptr) richest->askBack((most + 1) / 2);
  return mayComeBack;
}

}  // namespace dist
