/// Frame: one call on the way of an exception.
#pragma once

#include <string>

namespace reactor {

/// One function of a traceback and the place in it. Tracebacks list them from the function that
/// caught the exception to the one that threw it (FA-11).
struct Frame {
  std::string function;
  std::string file;
  int line = 0;
};

}  // namespace reactor
