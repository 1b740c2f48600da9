/// Drive: the iterator of work behind `DistTrialRunner::_driveWorker`.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <dist/distreporter.hpp>
#include <dist/iworker.hpp>
#include <dist/schedule/inhand.hpp>
#include <dist/testqueue.hpp>
#include <reactor/defer.hpp>

namespace dist {

/// Gives cases of the shared queue to one worker, as many as the schedule says; when nothing is
/// queued, it has the queue take back what others have not begun. The queue knows it as long as
/// both live.
class Drive final : public ICaseTaker {
 public:
  Drive(std::shared_ptr<IWorker> worker, std::shared_ptr<DistReporter> result,
        SharedTestQueue& testCases);
  ~Drive() override;
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;

  /// A WorkIterator: gives one more case to the worker, or says what to wait for. Exhausted when no
  /// case is left and all that this worker was given are over. Throws what made the worker useless,
  /// `WorkerLost` or `NotBegun`, or what the reporter threw; what had not begun is back in the
  /// queue then.
  [[nodiscard]] std::optional<reactor::Deferred<void>> next();

  [[nodiscard]] bool mayGiveBack() const override;
  [[nodiscard]] std::size_t spare() const override;
  void askBack(std::size_t count) override;
  [[nodiscard]] bool idle() const override { return waiting_ && inHand_.cases == 0; }
  void wake() override;
  /// Drops the Deferred that `next` returned: it will not fire.
  void queueGone() override;

 private:
  using Answer = reactor::Result<workercommands::Run::Response>;
  struct Given {
    trial::TestPtr testCase;
    bool askedBack = false;
  };
  [[nodiscard]] std::vector<trial::TestPtr> takeBatch(trial::TestPtr first);
  void giveBatch(const std::vector<trial::TestPtr>& batch);
  void give(const trial::TestPtr& testCase, std::size_t together);
  void over(const trial::TestPtr& testCase, const Answer& answer);
  [[nodiscard]] Given takeGiven(const trial::TestPtr& testCase);
  void note(const Given& given, const reactor::Failure& failure);
  void answered(const Given& given, const workercommands::Run::Response& response);
  [[nodiscard]] bool reported(const trial::TestPtr& testCase, const reactor::Failure& failure);
  [[nodiscard]] std::optional<reactor::Deferred<void>> wait();
  [[noreturn]] void giveUp();

  std::shared_ptr<IWorker> worker_;
  std::shared_ptr<DistReporter> result_;
  SharedTestQueue* testCases_;    // null once that is gone
  std::shared_ptr<Drive*> self_;  // null in there once this is gone
  InHand inHand_;
  std::deque<Given> given_;  // and not over, in the order in which they were given
  std::vector<trial::TestPtr> notBegun_;
  std::optional<reactor::Failure> failure_;
  std::optional<reactor::Deferred<void>> waiting_;
  std::shared_ptr<void> gathering_;  // while cases are given, so that they go in few writes
  int gathered_ = 0;                 // cases of these writes
};

}  // namespace dist
