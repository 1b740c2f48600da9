/// Waiting for several Deferreds at once: DeferredList, gatherResults, race.
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
  /// Members' failures are taken. C++ has no value for "none", so the members become
  /// Deferred<void>, those that succeed too, and the values move into the list; without it they are
  /// copied (DL-06, DL-07). Values that cannot be copied always move.
  bool consumeErrors = false;
};

namespace detail {

/// The members of a list that have no result yet. They are owned by whoever will fire them, not by
/// the list.
class TRIAL_DIST_API Members final {
 public:
  explicit Members(std::size_t count) : chains_(count, nullptr) {}
  void set(std::size_t index, Chain* chain) noexcept { chains_[index] = chain; }
  /// A canceller that throws is logged, and the others are cancelled all the same (DL-12).
  void cancelAll();
  /// All have a result or went without one.
  [[nodiscard]] bool noneLeft() const noexcept;

 private:
  std::vector<Chain*> chains_;
};

/// Stands for one member as long as its callback does.
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

/// Cancelling a list cancels its members; their results decide its own (DL-09, DL-10). If the last
/// of them went without one, it is CancelledError.
class TRIAL_DIST_API MembersCanceller final : public Canceller {
 public:
  explicit MembersCanceller(std::shared_ptr<Members> members) : members_(std::move(members)) {}
  bool cancel(Chain& chain) override;
  [[nodiscard]] bool once() const noexcept override { return false; }

 private:
  std::shared_ptr<Members> members_;
};

/// Calls `each(index, Result<T>)` as the members get their results, and makes `list` cancel them.
/// `each` is what keeps the list alive.
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

/// Fires with `(success, result)` for each member, in the order of the list, when all have one
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

/// The values of all members; the first failure ends it with FirstError (DL-14).
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

/// The first success, or all failures. `Value` is made of the index and the value by `make`.
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
  if (cancelRest && state->decided) members->cancelAll();  // those behind one that had its result
  return first;
}

}  // namespace detail

/// DeferredList's fireOnOneCallback, whose result has another type: fires with the first member's
/// value and its index (DL-04). An empty list never fires (DL-02); if all fail, so does this, with
/// FailureGroup.
template <class T>
[[nodiscard]] auto fireOnOneCallback(const std::vector<Deferred<T>>& deferredList,
                                     DeferredListFlags flags = {}) {
  using Pair = std::pair<detail::Stored<T>, std::size_t>;
  return detail::firstSuccess<Pair>(
      deferredList, flags, false,
      [](std::size_t index, detail::Stored<T> value) { return Pair(std::move(value), index); });
}

/// Fires with the index and the value of the first to succeed and cancels the rest; if all fail,
/// FailureGroup (DL-15 to DL-17). Takes the members' errors.
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
