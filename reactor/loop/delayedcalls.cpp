#include <reactor/loop/delayedcalls.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/log.hpp>
#include <reactor/repr.hpp>
#include <reactor/spew.hpp>

namespace reactor {

class DelayedCall final : public IDelayedCall {
 public:
  DelayedCall(DelayedCalls& calls, double time, std::uint64_t number, std::function<void()> f)
      : calls_(&calls), time_(time), number_(number), function_(std::move(f)) {}

  [[nodiscard]] double getTime() const override { return time_; }

  void cancel() override {
    expectActive();
    cancelled_ = true;
    auto& calls = *std::exchange(calls_, nullptr);
    // Destroying these may run other code, so it happens at the end, when the heap is in order.
    const auto self = calls.take(position_);
    const auto function = std::exchange(function_, nullptr);
  }

  void reset(double secondsFromNow) override {
    expectActive();
    moveTo(calls_->clock_.seconds() + secondsFromNow);
  }

  void delay(double secondsLater) override {
    expectActive();
    moveTo(time_ + secondsLater);
  }

  [[nodiscard]] bool active() const override { return calls_ != nullptr; }

  [[nodiscard]] std::string str() const override {
    const double left = calls_ == nullptr ? 0 : time_ - calls_->clock_.seconds();
    return fmt::format("<DelayedCall {} [{}s] called={:d} cancelled={:d}>", fmt::ptr(this),
                       repr(left), called_, cancelled_);
  }

 private:
  friend class DelayedCalls;

  void expectActive() const {
    if (cancelled_) throw AlreadyCancelled();
    if (called_) throw AlreadyCalled();
  }

  void moveTo(double time) {
    if (std::isnan(time)) throw std::invalid_argument("a timed call needs a time, not nan");
    time_ = time;
    calls_->moved(position_);
  }

  void run() {
    if (detail::spewing) detail::spew("timed call " + str());
    called_ = true;
    calls_ = nullptr;
    const auto function = std::exchange(function_, nullptr);
    try {
      function();
    } catch (...) {
      log::err(Failure(), "while handling timed call");
    }
  }

  DelayedCalls* calls_;  // null once it ran or was cancelled
  double time_;
  std::uint64_t number_;
  std::size_t position_ = 0;
  std::function<void()> function_;
  bool called_ = false;
  bool cancelled_ = false;
};

DelayedCalls::DelayedCalls(const IReactorTime& clock) : clock_(clock) {}

DelayedCalls::~DelayedCalls() {
  // One by one, with the heap in order: destroying a function may cancel another call.
  while (!heap_.empty()) heap_.back()->cancel();
}

DelayedCallPtr DelayedCalls::callLater(double delay, std::function<void()> f) {
  if (!(delay >= 0)) {
    throw std::invalid_argument(fmt::format("callLater: the delay must be >= 0, not {}", delay));
  }
  if (!f) throw std::invalid_argument("callLater: no function");
  auto call =
      std::make_shared<DelayedCall>(*this, clock_.seconds() + delay, ++lastNumber_, std::move(f));
  heap_.push_back(call);
  siftUp(heap_.size() - 1);
  return call;
}

std::vector<DelayedCallPtr> DelayedCalls::pending() const {
  auto ordered = heap_;
  std::sort(ordered.begin(), ordered.end(),
            [](const CallPtr& a, const CallPtr& b) { return before(*a, *b); });
  return {ordered.begin(), ordered.end()};
}

std::optional<double> DelayedCalls::nextTime() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front()->time_;
}

bool DelayedCalls::runNext(double now) {
  if (heap_.empty() || heap_.front()->time_ > now) return false;
  take(0)->run();
  return true;
}

void DelayedCalls::runDue(double now) {
  const auto last = lastNumber_;
  while (!heap_.empty() && heap_.front()->number_ <= last) {
    if (!runNext(now)) break;
  }
}

bool DelayedCalls::before(const DelayedCall& a, const DelayedCall& b) noexcept {
  return a.time_ < b.time_ || (a.time_ == b.time_ && a.number_ < b.number_);
}

void DelayedCalls::place(CallPtr call, std::size_t position) noexcept {
  call->position_ = position;
  heap_[position] = std::move(call);
}

void DelayedCalls::siftUp(std::size_t position) noexcept {
  auto call = std::move(heap_[position]);
  while (position > 0) {
    const auto parent = (position - 1) / 2;
    if (!before(*call, *heap_[parent])) break;
    place(std::move(heap_[parent]), position);
    position = parent;
  }
  place(std::move(call), position);
}

void DelayedCalls::siftDown(std::size_t position) noexcept {
  auto call = std::move(heap_[position]);
  for (;;) {
    auto child = 2 * position + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && before(*heap_[child + 1], *heap_[child])) ++child;
    if (!before(*heap_[child], *call)) break;
    place(std::move(heap_[child]), position);
    position = child;
  }
  place(std::move(call), position);
}

void DelayedCalls::moved(std::size_t position) noexcept {
  siftUp(position);
  siftDown(position);
}

DelayedCalls::CallPtr DelayedCalls::take(std::size_t position) noexcept {
  auto taken = std::move(heap_[position]);
  auto last = std::move(heap_.back());
  heap_.pop_back();
  if (position < heap_.size()) {
    place(std::move(last), position);
    moved(position);
  }
  return taken;
}

}  // namespace reactor
