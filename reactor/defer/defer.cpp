#include <reactor/defer.hpp>

#include <reactor/log.hpp>

namespace reactor {

namespace detail {

void throwEmptyDeferred() {
  throw std::logic_error("this handle has no Deferred: it was moved from");
}

void throwDeferredAsResult() {
  throw std::invalid_argument(
      "a Deferred cannot be fired with a Deferred; return it from a callback, or chain it");
}

}  // namespace detail

Failure logError(Failure f) {
  log::err(f);
  return f;
}

}  // namespace reactor
