/// DeferredList, gatherResults, race: waiting for several Deferreds at once.
/// (twisted.internet.defer)
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <reactor/defer.hpp>

namespace reactor {

inline constexpr bool SUCCESS = true;
inline constexpr bool FAILURE = false;

struct DeferredListFlags {
  /// Fail with FirstError as soon as one member fails (DL-05).
  bool fireOnOneErrback = false;
  /// Handle the members' failures, so that they are not logged. The members' values are moved into
  /// the list and all members become Deferred<void>. Without this flag the values are copied
  /// (DL-06, DL-07). Values that cannot be copied are always moved.
  bool consumeErrors = false;
};

namespace detail {

/// The members of a list that have no result yet. The list does not own them: the code that will
/// fire them does.
class TRIAL_DIST_API Members final {
 public:
  explicit Members(std::size_t count) : chains_(count, nullptr) {}
  void set(std::size_t index, Chain* chain) noexcept { chains_[index] = chain; }
  /// Cancels all. If a canceller throws, its error is logged and the others are still cancelled
  /// (DL-12).
  void cancelAll();
  /// True if every member has a result or was destroyed without one.
  [[nodiscard]] bool noneLeft() const noexcept;

 private:
  std::vector<Chain*> chains_;
};

/// Keeps one member in Members until its callback has run or was dropped.
class Membership final {
 public:
  Membership(std::shared_ptr<Members> all, std::size_t index, Chain& chain)
      : all_(std::move(all)), index_(index) {
    all_->set(index_, &chain);
  }
  Membership(Membership&&) noexcept = default;
  Membership& operator=(Membership&&) = delete;
  ~Membership() {
    if (all_) all_->set(index_, nullptr);
  }

 private:
  std::shared_ptr<Members> all_;
  std::size_t index_;
};

/// Cancels the members of a list, whose results then decide the result of the list (DL-09, DL-10).
/// If no member is left without having fired the list, the list fails with CancelledError.
class TRIAL_DIST_API MembersCanceller final : public Canceller {
 public:
  explicit MembersCanceller(std::shared_ptr<Members> members) : members_(std::move(members)) {}
  bool cancel(Chain& chain) override;
  [[nodiscard]] bool once() const noexcept override { return false; }

 private:
  std::shared_ptr<Members> members_;
};

/// Calls `each(index, Result<T>)` when a member has its result, and lets `list` cancel the members.
/// `each` holds a reference to the list and so keeps it alive.
template <class T, class F>
void watch(const std::vector<Deferred<T>>& given, bool consumeErrors, Chain& list,
           const std::shared_ptr<Members>& members, F each) {
  list.setCanceller(new MembersCanceller(members));
  for (std::size_t index = 0; index < given.size(); ++index) {
    Membership member(members, index, given[index].chain());
    if constexpr (std::is_copy_constructible_v<Stored<T>>) {
      if (!consumeErrors) {
        given[index].addBoth(
            [each, index, member = std::move(member)](Result<T> result) mutable -> Result<T> {
              each(index, Result<T>(result));
              return result;
            });
        continue;
      }
    }
    given[index].addBoth([each, index, member = std::move(member)](Result<T> result) mutable {
      each(index, std::move(result));
    });
  }
}

template <class T>
using ListValue = std::vector<std::pair<bool, Result<T>>>;

}  // namespace detail

/// Fires when all members have a result, with `(success, result)` for each in the order of the list
/// (DL-01 to DL-03).
template <class T>
class DeferredList : public Deferred<detail::ListValue<T>> {
 public:
  using Value = detail::ListValue<T>;

  explicit DeferredList(const std::vector<Deferred<T>>& deferredList,
                        DeferredListFlags flags = {}) {
    struct State {
      DeferredList list;
      DeferredListFlags flags;
      std::vector<std::optional<Result<T>>> results;
      std::size_t finishedCount = 0;
    };
    if (deferredList.empty()) {
      this->callback(Value());
      return;
    }
    auto state = std::make_shared<State>(State{*this, flags, {}});
    state->results.resize(deferredList.size());
    const auto members = std::make_shared<detail::Members>(deferredList.size());
    detail::watch(deferredList, flags.consumeErrors, this->chain(), members,
                  [state](std::size_t index, Result<T> result) {
                    State& s = *state;
                    ++s.finishedCount;
                    if (s.list.called()) return;
                    if (s.flags.fireOnOneErrback && result.index() == 1) {
                      s.list.errback(FirstError(std::get<1>(std::move(result)), index));
                      return;
                    }
                    s.results[index] = std::move(result);
                    if (s.finishedCount == s.results.size()) s.list.callback(collect(s.results));
                  });
  }

  [[nodiscard]] std::string repr() const { return this->chain().repr("DeferredList"); }

 private:
  static Value collect(std::vector<std::optional<Result<T>>>& results) {
    Value value;
    value.reserve(results.size());
    for (auto& result : results) value.emplace_back(result->index() == 0, std::move(*result));
    return value;
  }
};

/// Fires with the values of all members, or fails with FirstError at the first failure (DL-14).
template <class T>
[[nodiscard]] auto gatherResults(const std::vector<Deferred<T>>& deferredList,
                                 bool consumeErrors = false) {
  DeferredListFlags flags;
  flags.fireOnOneErrback = true;
  flags.consumeErrors = consumeErrors;
  return DeferredList<T>(deferredList, flags).addCallback([](detail::ListValue<T> results) {
    if constexpr (!std::is_void_v<T>) {
      std::vector<T> values;
      values.reserve(results.size());
      for (auto& result : results) values.push_back(std::get<0>(std::move(result.second)));
      return values;
    }
  });
}

namespace detail {

/// Fires with `make(index, value)` of the first success, or fails with all failures.
template <class Value, class T, class Make>
Deferred<Value> firstSuccess(const std::vector<Deferred<T>>& given, DeferredListFlags flags,
                             bool cancelRest, Make make) {
  struct State {
    Deferred<Value> first;
    std::shared_ptr<Members> members;
    std::vector<std::optional<Failure>> failures;
    bool decided = false;
    std::size_t failed = 0;
  };
  const auto members = std::make_shared<Members>(given.size());
  Deferred<Value> first;
  auto state = std::make_shared<State>(State{first, members, {}});
  state->failures.resize(given.size());
  watch(given, flags.consumeErrors, first.chain(), members,
        [state, make, flags, cancelRest](std::size_t index, Result<T> result) {
          State& s = *state;
          if (std::exchange(s.decided, true)) return;
          if (result.index() == 0) {
            if (cancelRest) s.members->cancelAll();
            s.first.callback(make(index, std::get<0>(std::move(result))));
          } else if (flags.fireOnOneErrback) {
            s.first.errback(FirstError(std::get<1>(std::move(result)), index));
          } else {
            s.failures[index] = std::get<1>(std::move(result));
            s.decided = ++s.failed == s.failures.size();
            if (!s.decided) return;
            std::vector<Failure> all;
            for (auto& failure : s.failures) all.push_back(std::move(*failure));
            s.first.errback(FailureGroup(std::move(all)));
          }
        });
  if (cancelRest && state->decided)
    members->cancelAll();  // members watched after the first success
  return first;
}

}  // namespace detail

/// DeferredList with fireOnOneCallback, as a function because the result has another type: fires
/// with the first success and its index (DL-04). Fails with FailureGroup if all members fail. Never
/// fires for an empty list (DL-02).
template <class T>
[[nodiscard]] auto fireOnOneCallback(const std::vector<Deferred<T>>& deferredList,
                                     DeferredListFlags flags = {}) {
  using Pair = std::pair<detail::Stored<T>, std::size_t>;
  return detail::firstSuccess<Pair>(
      deferredList, flags, false,
      [](std::size_t index, detail::Stored<T> value) { return Pair(std::move(value), index); });
}

/// Fires with the index and the value of the first success and cancels the other members. Fails
/// with FailureGroup if all fail (DL-15 to DL-17). The members' failures are handled.
template <class T>
[[nodiscard]] auto race(const std::vector<Deferred<T>>& ds) {
  using Pair = std::pair<std::size_t, detail::Stored<T>>;
  DeferredListFlags flags;
  flags.consumeErrors = true;
  return detail::firstSuccess<Pair>(
      ds, flags, true,
      [](std::size_t index, detail::Stored<T> value) { return Pair(index, std::move(value)); });
}

}  // namespace reactor
