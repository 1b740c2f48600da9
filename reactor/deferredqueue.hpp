/// DeferredQueue: what is put in comes out as Deferreds. (twisted.internet.defer)
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <reactor/defer.hpp>

namespace reactor {

/// More was put than the queue holds (PR-06).
class QueueOverflow : public std::runtime_error {
 public:
  QueueOverflow() : std::runtime_error("the DeferredQueue is full") {}
};
/// More was asked for at once than the queue allows (PR-06).
class QueueUnderflow : public std::runtime_error {
 public:
  QueueUnderflow() : std::runtime_error("too many wait for the DeferredQueue") {}
};

template <class T>
class DeferredQueue final {
 public:
  /// At most `size` objects wait to be fetched, and at most `backlog` calls of `get` for objects;
  /// without limit where none is given.
  explicit DeferredQueue(std::optional<std::size_t> size = std::nullopt,
                         std::optional<std::size_t> backlog = std::nullopt)
      : size_(size), backlog_(backlog) {}
  DeferredQueue(const DeferredQueue&) = delete;
  DeferredQueue& operator=(const DeferredQueue&) = delete;

  /// Goes to whoever has waited longest, or waits. Throws QueueOverflow.
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

  /// Fires with the object that has waited longest, or with the next. Throws QueueUnderflow. Who
  /// cancels it gets none.
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

  /// Who waits for an object.
  [[nodiscard]] const std::deque<Deferred<T>>& waiting() const noexcept { return *waiting_; }
  /// What waits to be fetched.
  [[nodiscard]] const std::deque<T>& pending() const noexcept { return pending_; }

 private:
  using Waiting = std::deque<Deferred<T>>;
  std::optional<std::size_t> size_;
  std::optional<std::size_t> backlog_;
  std::deque<T> pending_;
  const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

}  // namespace reactor
