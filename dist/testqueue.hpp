/// SharedTestQueue: the one list of cases that all workers of a run take from.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>

namespace dist {

struct InHand;
class Schedule;
struct ScheduleOptions;

/// Takes cases from a SharedTestQueue for one worker.
class TRIAL_DIST_API ICaseTaker {
 public:
  virtual ~ICaseTaker() = default;
  /// Whether cases that it has may come back to the queue.
  [[nodiscard]] virtual bool mayGiveBack() const = 0;
  /// How many cases it could give back now, if asked to.
  [[nodiscard]] virtual std::size_t spare() const = 0;
  /// Asks it to give back up to `count` cases that have not begun. They come later, if at all.
  virtual void askBack(std::size_t count) = 0;
  /// It has no case and waits for one.
  [[nodiscard]] virtual bool idle() const = 0;
  /// Something happened that may have given it work. It may be gone afterwards, as others may.
  virtual void wake() = 0;
  /// The queue goes: from now on it is empty, and nobody wakes the taker.
  virtual void queueGone() = 0;
};

/// Hands out the cases in the order that its schedule says. Without another schedule that is as in
/// the suite, except that a case which comes back goes to the front (DR-12).
class TRIAL_DIST_API SharedTestQueue final {
 public:
  explicit SharedTestQueue(std::vector<trial::TestPtr> testCases);
  SharedTestQueue(std::vector<trial::TestPtr> testCases, const ScheduleOptions& options);
  /// Tells all takers that it goes.
  ~SharedTestQueue();
  SharedTestQueue(const SharedTestQueue&) = delete;
  SharedTestQueue& operator=(const SharedTestQueue&) = delete;

  [[nodiscard]] bool empty() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;
  /// How long those cases take together of which durations are known.
  [[nodiscard]] double secondsKnown() const;
  /// The next case; the queue must not be empty, also for `next`.
  [[nodiscard]] const trial::TestPtr& front() const;
  trial::TestPtr next();
  /// Takes back a case that did not begin, in front of all others.
  void giveBack(trial::TestPtr testCase);
  /// No worker has more than one native case in hand from now on, so that none begins when another
  /// has failed.
  void oneByOne() noexcept;
  /// Hands out nothing more and asks back what has not begun: what is left, and what comes back,
  /// was not run.
  void close();
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] const std::deque<trial::TestPtr>& notRun() const noexcept { return notRun_; }

  /// The taker and what its worker has in hand are known from now on, until `remove`; they live as
  /// long.
  void add(ICaseTaker& taker, const InHand& inHand);
  void remove(ICaseTaker& taker) noexcept;
  /// The next case for a worker that has `inHand`; null if it should not have one now.
  [[nodiscard]] trial::TestPtr take(InHand& inHand);
  /// Notes how long a case took, in seconds.
  void took(const trial::ITestCase& testCase, double seconds);
  /// Notes how much longer the batch that ended with the case took than its cases: a start of their
  /// program.
  void tookToStart(const trial::ITestCase& testCase, double seconds);
  /// Asks the taker that can spare most to give back a part of it, for `idle`, which found the
  /// queue empty. False if no case of others may come back any more.
  [[nodiscard]] bool recallFor(const ICaseTaker& idle);
  /// Wakes those who wait without a case: there may be work for them, or there never will be.
  void wakeIdle();

 private:
  template <class F>
  void forEachTaker(F f);

  std::unique_ptr<Schedule> schedule_;
  std::vector<ICaseTaker*> takers_;   // in the order in which they came
  std::vector<const InHand*> hands_;  // of each of them
  std::deque<trial::TestPtr> notRun_;
  bool closed_ = false;
};

}  // namespace dist
