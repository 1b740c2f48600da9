#include <dist/testqueue.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <dist/schedule/schedule.hpp>

namespace dist {

SharedTestQueue::SharedTestQueue(std::vector<trial::TestPtr> testCases)
    : SharedTestQueue(std::move(testCases), ScheduleOptions()) {}

SharedTestQueue::SharedTestQueue(std::vector<trial::TestPtr> testCases,
                                 const ScheduleOptions& options)
    : schedule_(std::make_unique<Schedule>(std::move(testCases), options)) {}

SharedTestQueue::~SharedTestQueue() {
  forEachTaker([](ICaseTaker& taker) { taker.queueGone(); });
}

template <class F>
void SharedTestQueue::forEachTaker(F f) {
  // `f` may destroy other takers.
  const auto all = takers_;
  for (ICaseTaker* taker : all) {
    if (std::find(takers_.begin(), takers_.end(), taker) != takers_.end()) f(*taker);
  }
}

bool SharedTestQueue::empty() const noexcept { return schedule_->empty(); }
std::size_t SharedTestQueue::size() const noexcept { return schedule_->size(); }
double SharedTestQueue::secondsKnown() const { return schedule_->secondsKnown(); }
const trial::TestPtr& SharedTestQueue::front() const { return schedule_->front(); }
trial::TestPtr SharedTestQueue::next() { return schedule_->next(); }

void SharedTestQueue::giveBack(trial::TestPtr testCase) {
  if (closed_) {
    notRun_.push_front(std::move(testCase));
  } else {
    schedule_->giveBack(std::move(testCase));
  }
}

void SharedTestQueue::oneByOne() noexcept { schedule_->oneByOne(); }

void SharedTestQueue::close() {
  if (std::exchange(closed_, true)) return;
  while (!empty()) notRun_.push_back(next());
  forEachTaker([](ICaseTaker& taker) { taker.askBack(std::numeric_limits<std::size_t>::max()); });
}

void SharedTestQueue::add(ICaseTaker& taker, const InHand& inHand) {
  takers_.push_back(&taker);
  hands_.push_back(&inHand);
}

void SharedTestQueue::remove(ICaseTaker& taker) noexcept {
  const auto at = std::find(takers_.begin(), takers_.end(), &taker);
  if (at == takers_.end()) return;
  hands_.erase(hands_.begin() + (at - takers_.begin()));
  takers_.erase(at);
}

trial::TestPtr SharedTestQueue::take(InHand& inHand) { return schedule_->take(inHand, hands_); }

void SharedTestQueue::took(const trial::ITestCase& testCase, double seconds) {
  schedule_->estimates().took(testCase.programName(), seconds);
}

void SharedTestQueue::tookToStart(const trial::ITestCase& testCase, double seconds) {
  schedule_->estimates().tookToStart(testCase.programName(), seconds);
}

bool SharedTestQueue::recallFor(const ICaseTaker& idle) {
  bool mayComeBack = false;
  std::vector<std::size_t> spare;
  for (const ICaseTaker* taker : takers_) {
    const bool other = taker != &idle;
    mayComeBack = mayComeBack || (other && taker->mayGiveBack());
    spare.push_back(other ? taker->spare() : 0);
  }
  if (const auto recall = Schedule::recall(spare)) takers_[recall->from]->askBack(recall->count);
  return mayComeBack;
}

void SharedTestQueue::wakeIdle() {
  if (std::none_of(takers_.begin(), takers_.end(),
                   [](const ICaseTaker* taker) { return taker->idle(); })) {
    return;
  }
  forEachTaker([](ICaseTaker& taker) {
    if (taker.idle()) taker.wake();
  });
}

}  // namespace dist
