/// DeferredLock and DeferredSemaphore: at most one, or N, users of a resource at the same time, and
/// a queue of those that wait. (twisted.internet.defer)
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <stdexcept>
#include <utility>

#include <reactor/defer.hpp>

namespace reactor {

namespace detail {

/// Gives tokens to callers of `acquire`, in the order of their calls. `Self` is the class derived
/// from this one.
template <class Self>
class ConcurrencyPrimitive {
 public:
  ConcurrencyPrimitive(const ConcurrencyPrimitive&) = delete;
  ConcurrencyPrimitive& operator=(const ConcurrencyPrimitive&) = delete;

  /// Takes a token. Fires with this object when there is one, which may be at once (PR-01).
  /// Cancelling before that gives up the place in the queue; afterwards it has no effect (PR-04).
  [[nodiscard]] Deferred<Self*> acquire() {
    const std::weak_ptr<Waiting> weak = waiting_;
    Deferred<Self*> turn([weak](const Deferred<Self*>& cancelled) {
      if (const auto waiting = weak.lock()) std::erase(*waiting, cancelled);
    });
    if (tokens_ == 0) {
      waiting_->push_back(turn);
    } else {
      --tokens_;
      turn.callback(static_cast<Self*>(this));
    }
    return turn;
  }

  /// Takes a token, calls `f(args...)`, and gives the token back when the Deferred that `f`
  /// returned has fired. The result is that of `f` (PR-03). This object must exist until then.
  template <class F, class... Args>
  [[nodiscard]] auto run(F f, Args... args) {
    return acquire().addCallback(
        [f = std::move(f), ... args = std::move(args)](Self* self) mutable {
          auto done = maybeDeferred(std::move(f), std::move(args)...);
          using T = typename decltype(done)::value_type;
          return done.addBoth([self](Result<T> result) -> Result<T> {
            self->release();
            return result;
          });
        });
  }

  /// Calls of `acquire` that wait for a token.
  [[nodiscard]] const std::deque<Deferred<Self*>>& waiting() const noexcept { return *waiting_; }

 protected:
  explicit ConcurrencyPrimitive(std::size_t tokens) : tokens_(tokens) {}
  ~ConcurrencyPrimitive() = default;

  [[nodiscard]] std::size_t freeTokens() const noexcept { return tokens_; }
  /// Gives a token to the first in the queue, or keeps it if there is none.
  void giveBack() {
    if (waiting_->empty()) {
      ++tokens_;
      return;
    }
    const auto turn = std::move(waiting_->front());
    waiting_->pop_front();
    turn.callback(static_cast<Self*>(this));
  }

 private:
  using Waiting = std::deque<Deferred<Self*>>;
  std::size_t tokens_;
  const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

}  // namespace detail

/// A lock: one holder at a time.
class DeferredLock final : public detail::ConcurrencyPrimitive<DeferredLock> {
 public:
  DeferredLock() : ConcurrencyPrimitive(1) {}

  /// Called by the holder. Throws `std::logic_error` if the lock is not held (PR-02).
  void release() {
    if (!locked()) throw std::logic_error("Tried to release an unlocked lock");
    giveBack();
  }
  [[nodiscard]] bool locked() const noexcept { return freeTokens() == 0; }
};

/// A semaphore: as many holders at a time as there are tokens.
class DeferredSemaphore final : public detail::ConcurrencyPrimitive<DeferredSemaphore> {
 public:
  /// Throws `std::invalid_argument` if `tokens` is 0 (PR-05).
  explicit DeferredSemaphore(std::size_t tokens) : ConcurrencyPrimitive(tokens), limit_(tokens) {
    if (tokens < 1) throw std::invalid_argument("DeferredSemaphore requires tokens >= 1");
  }

  /// Called by a holder of a token. Throws `std::logic_error` if all tokens are free (PR-05).
  void release() {
    if (tokens() == limit_) throw std::logic_error("Tried to release a token that nobody has");
    giveBack();
  }
  /// The number of free tokens.
  [[nodiscard]] std::size_t tokens() const noexcept { return freeTokens(); }
  /// The number of all tokens.
  [[nodiscard]] std::size_t limit() const noexcept { return limit_; }

 private:
  std::size_t limit_;
};

}  // namespace reactor
