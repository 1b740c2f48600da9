#include <reactor/defer.hpp>

#include <reactor/log.hpp>

namespace reactor {

Failure logError(Failure f) {
  log::err(f);
  return f;
}

}  // namespace reactor
