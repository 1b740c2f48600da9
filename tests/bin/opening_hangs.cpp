// A module that is never open.
#include <unistd.h>

namespace {

bool wait() {
  for (;;) ::pause();
}

const bool waited = wait();

}  // namespace
