/// BlockingRun: runs a reactor until one distributed run is over.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <dist/distreporter.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>

namespace dist {

/// However it is left, nothing of the run stays in the reactor.
class BlockingRun final {
 public:
  using ResultPtr = std::shared_ptr<DistReporter>;

  /// `interrupt` makes the run end early; it is called when somebody else stops the reactor.
  /// `left` is called when the reactor was left before the run was over, which is cancelled then.
  BlockingRun(reactor::IReactor& loop, std::function<void()> interrupt, std::function<void()> left);
  /// Cancels a run that is not over.
  ~BlockingRun();
  BlockingRun(const BlockingRun&) = delete;
  BlockingRun& operator=(const BlockingRun&) = delete;

  /// Signals are the caller's. Calls `start` when the reactor runs, or afterwards if the reactor of
  /// a test makes no calls. Stops the reactor when what it returned has fired, and returns or
  /// throws the result (DR-30). `reactor::ReactorAlreadyRunning`.
  ResultPtr run(const std::function<reactor::Deferred<ResultPtr>()>& start);

 private:
  void begin(const std::function<reactor::Deferred<ResultPtr>()>& start);
  [[nodiscard]] reactor::Deferred<void> end();

  reactor::IReactor& loop_;
  std::function<void()> interrupt_;
  std::function<void()> left_;
  std::vector<reactor::TriggerID> triggers_;
  reactor::Deferred<ResultPtr> running_{nullptr};
  std::optional<reactor::Deferred<void>> shutdown_;
  std::optional<reactor::Result<ResultPtr>> outcome_;
  bool cancelling_ = false;  // the reactor was left
};

}  // namespace dist
