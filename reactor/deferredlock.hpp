/// DeferredLock and DeferredSemaphore: asynchronous turns at something. (twisted.internet.defer)
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <stdexcept>
#include <utility>

#include <reactor/defer.hpp>

namespace reactor {

namespace detail {

/// Hands tokens to those who ask, in the order in which they asked. `Self` is what they get.
template <class Self>
class ConcurrencyPrimitive {
 public:
  ConcurrencyPrimitive(const ConcurrencyPrimitive&) = delete;
  ConcurrencyPrimitive& operator=(const ConcurrencyPrimitive&) = delete;

  /// Fires with this object when there is a token, at once if there is one now (PR-01). Cancelling
  /// it before that gives up the place in the queue; afterwards it changes nothing (PR-04).
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

  /// Calls `f(args...)` when it is its turn, and gives the token back when what it returned has
  /// fired. Its result passes through (PR-03). This object must outlive that.
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

  /// Who asked and has not been served.
  [[nodiscard]] const std::deque<Deferred<Self*>>& waiting() const noexcept { return *waiting_; }

 protected:
  explicit ConcurrencyPrimitive(std::size_t tokens) : tokens_(tokens) {}
  ~ConcurrencyPrimitive() = default;

  [[nodiscard]] std::size_t freeTokens() const noexcept { return tokens_; }
  /// The next one gets the token that is given back.
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

/// One at a time.
class DeferredLock final : public detail::ConcurrencyPrimitive<DeferredLock> {
 public:
  DeferredLock() : ConcurrencyPrimitive(1) {}

  /// To be called by whoever has it. `std::logic_error` if nobody has (PR-02).
  void release() {
    if (!locked()) throw std::logic_error("Tried to release an unlocked lock");
    giveBack();
  }
  [[nodiscard]] bool locked() const noexcept { return freeTokens() == 0; }
};

/// So many at a time.
class DeferredSemaphore final : public detail::ConcurrencyPrimitive<DeferredSemaphore> {
 public:
  /// `std::invalid_argument` if there are no tokens (PR-05).
  explicit DeferredSemaphore(std::size_t tokens) : ConcurrencyPrimitive(tokens), limit_(tokens) {
    if (tokens < 1) throw std::invalid_argument("DeferredSemaphore requires tokens >= 1");
  }

  /// To be called by whoever has a token. `std::logic_error` if nobody has (PR-05).
  void release() {
    if (tokens() == limit_) throw std::logic_error("Tried to release a token that nobody has");
    giveBack();
  }
  /// How many are free.
  [[nodiscard]] std::size_t tokens() const noexcept { return freeTokens(); }
  /// How many there are.
  [[nodiscard]] std::size_t limit() const noexcept { return limit_; }

 private:
  std::size_t limit_;
};

}  // namespace reactor
