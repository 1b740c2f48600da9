#include <trial/logobserver.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <reactor/log.hpp>

namespace trial {

namespace {

/// All LoggedErrors share one log observer, which is added with the first and removed with the
/// last.
struct Stack {
  LoggedErrors* innermost = nullptr;
  reactor::log::ObserverID observer = 0;
};

Stack& stack() {
  static Stack instance;
  return instance;
}

}  // namespace

LoggedErrors::LoggedErrors() : outer_(stack().innermost) {
  if (outer_ == nullptr) {
    stack().observer = reactor::log::addObserver([](const reactor::log::Event& event) {
      if (event.isError && event.failure) stack().innermost->errors_.push_back(*event.failure);
    });
  }
  stack().innermost = this;
}

LoggedErrors::~LoggedErrors() {
  stack().innermost = outer_;
  if (outer_ == nullptr) reactor::log::removeObserver(stack().observer);
}

std::vector<Failure> LoggedErrors::flushErrors(const std::function<bool(const Failure&)>& matches) {
  const auto kept = std::stable_partition(
      errors_.begin(), errors_.end(), [&matches](const Failure& error) { return !matches(error); });
  std::vector<Failure> flushed(std::make_move_iterator(kept),
                               std::make_move_iterator(errors_.end()));
  errors_.erase(kept, errors_.end());
  return flushed;
}

std::vector<Failure> LoggedErrors::flushErrors() { return std::exchange(errors_, {}); }

}  // namespace trial
