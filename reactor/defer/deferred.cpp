#include <reactor/deferred.hpp>

#include <stdexcept>

namespace reactor::detail {

void throwEmptyDeferred() {
  throw std::logic_error("this handle has no Deferred: it was moved from");
}

void throwDeferredAsResult() {
  throw std::invalid_argument(
      "a Deferred cannot be fired with a Deferred; return it from a callback, or chain it");
}

}  // namespace reactor::detail
