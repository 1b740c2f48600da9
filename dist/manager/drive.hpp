/// Drive: the iterator of work behind `DistTrialRunner::_driveWorker`, and how many cases a worker
/// may have in hand.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dist/distreporter.hpp>
#include <dist/localworkeramp.hpp>
#include <dist/testqueue.hpp>
#include <reactor/defer.hpp>

namespace dist {

/// How many cases a worker should have in hand of what is at the front of `queue`, at least 1.
/// Native cases: few while they are long or unknown, many when they are short, but no more than a
/// fair share of what is left. Cases of a program make a batch, of which each costs a start of the
/// program: so many that the start does not count, but few while little is known of the others,
/// and fewer where some are long.
[[nodiscard]] std::size_t windowFor(const SharedTestQueue& queue, std::size_t workers);

/// Hands cases of the shared queue to one worker; one that has nothing left takes back what others
/// have not begun. It is known to the queue as long as both live.
class Drive final {
 public:
  Drive(std::shared_ptr<LocalWorkerAMP> worker, std::shared_ptr<DistReporter> result,
        SharedTestQueue& testCases);
  ~Drive();
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;

  /// A WorkIterator: gives one more case to the worker, or says what to wait for. Exhausted when no
  /// case is left and all that this worker was given are over. Throws what made the worker useless,
  /// `WorkerLost` or `NotBegun`, or what the reporter threw; what had not begun is back in the
  /// queue then.
  [[nodiscard]] std::optional<reactor::Deferred<void>> next();

  /// Cases that wait in the worker and could be asked back: not those of a program, which is under
  /// way.
  [[nodiscard]] std::size_t spare() const { return program_.empty() ? worker_->spare() : 0; }
  void askBack(std::size_t count) { worker_->askBack(count); }
  /// It waits and has nothing in hand.
  [[nodiscard]] bool idle() const noexcept { return waiting_ && inHand_ == 0; }
  /// Something happened that may have given it work. It may be gone afterwards.
  void wake();
  /// For the queue, which goes. What it waits for will not come: whoever keeps it lets it go.
  void queueGone();

 private:
  using Answer = reactor::Result<workercommands::Run::Response>;
  [[nodiscard]] bool mayGive();
  void give();
  void over(const trial::TestPtr& testCase, const Answer& answer);
  void note(const trial::TestPtr& testCase, const reactor::Failure& failure);
  [[nodiscard]] std::optional<reactor::Deferred<void>> wait();
  [[noreturn]] void giveUp();
  [[nodiscard]] bool takeFromOthers();

  std::shared_ptr<LocalWorkerAMP> worker_;
  std::shared_ptr<DistReporter> result_;
  SharedTestQueue* testCases_;    // null once that is gone
  std::shared_ptr<Drive*> self_;  // null in there once this is gone
  std::string program_;           // whose cases are in hand
  std::size_t quota_ = 0;         // how many more of them may be given
  std::size_t inHand_ = 0;
  std::size_t wakeAt_ = 0;  // how many in hand are few enough to go on
  std::vector<trial::TestPtr> notBegun_;
  std::optional<reactor::Failure> failure_;
  std::optional<reactor::Deferred<void>> waiting_;
  std::optional<protocols::AMP::Corked>
      cork_;  // while cases are given, so that they go in few writes
};

}  // namespace dist
