/// DeferredQueue: a queue whose `get` returns a Deferred. (twisted.internet.defer)
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <reactor/defer.hpp>

namespace reactor {

/// `put` on a full queue (PR-06).
class QueueOverflow : public std::runtime_error {
 public:
  QueueOverflow() : std::runtime_error("the DeferredQueue is full") {}
};
/// `get` with as many waiting calls of `get` as the queue allows (PR-06).
class QueueUnderflow : public std::runtime_error {
 public:
  QueueUnderflow() : std::runtime_error("too many wait for the DeferredQueue") {}
};

template <class T>
class DeferredQueue final {
 public:
  /// The queue holds at most `size` objects, and at most `backlog` calls of `get` may wait for
  /// objects. Without a number there is no limit.
  explicit DeferredQueue(std::optional<std::size_t> size = std::nullopt,
                         std::optional<std::size_t> backlog = std::nullopt)
      : size_(size), backlog_(backlog) {}
  DeferredQueue(const DeferredQueue&) = delete;
  DeferredQueue& operator=(const DeferredQueue&) = delete;

  /// Gives the object to the call of `get` that has waited longest, or keeps it. Throws
  /// QueueOverflow if the queue is full.
  void put(T object) {
    if (!waiting_->empty()) {
      const auto first = std::move(waiting_->front());
      waiting_->pop_front();
      first.callback(std::move(object));
    } else if (!size_ || pending_.size() < *size_) {
      pending_.push_back(std::move(object));
    } else {
      throw QueueOverflow();
    }
  }

  /// Fires with the oldest object in the queue, or with the next one that is put. Cancelling it
  /// gives up the place among the waiting calls. Throws QueueUnderflow if too many calls wait.
  [[nodiscard]] Deferred<T> get() {
    if (!pending_.empty()) {
      T object = std::move(pending_.front());
      pending_.pop_front();
      return succeed(std::move(object));
    }
    if (backlog_ && waiting_->size() >= *backlog_) throw QueueUnderflow();
    const std::weak_ptr<Waiting> weak = waiting_;
    Deferred<T> next([weak](const Deferred<T>& cancelled) {
      if (const auto waiting = weak.lock()) std::erase(*waiting, cancelled);
    });
    waiting_->push_back(next);
    return next;
  }

  /// Calls of `get` that wait for an object.
  [[nodiscard]] const std::deque<Deferred<T>>& waiting() const noexcept { return *waiting_; }
  /// The objects in the queue.
  [[nodiscard]] const std::deque<T>& pending() const noexcept { return pending_; }

 private:
  using Waiting = std::deque<Deferred<T>>;
  std::optional<std::size_t> size_;
  std::optional<std::size_t> backlog_;
  std::deque<T> pending_;
  const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

}  // namespace reactor
