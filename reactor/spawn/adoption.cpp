#include <reactor/spawn/adoption.hpp>

#include <sys/prctl.h>
#include <unistd.h>

#include <reactor/spawn/descendants.hpp>
#include <reactor/spawn/killchildren.hpp>

namespace reactor {

namespace {

int objects = 0;

bool adopts() {
  int set = 0;
  return ::prctl(PR_GET_CHILD_SUBREAPER, &set) == 0 && set != 0;
}

}  // namespace

Adoption::Adoption() : adoptedBefore_(adopts()) {
  for (const pid_t pid : childrenOf(::getpid())) before_.insert(pid);
  (void)::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ++objects;
}

Adoption::~Adoption() {
  --objects;
  killChildren(before_, [](pid_t, int) {});
  (void)::prctl(PR_SET_CHILD_SUBREAPER, adoptedBefore_ ? 1 : 0);
}

bool Adoption::inForce() noexcept { return objects > 0; }

}  // namespace reactor
