#include "traces.hpp"

struct Second {
  // A function of this file only, in a section of its own, like a test that is defined in its
  // class.
  int member(int n) const {
    return below(0, n) + 1;  // frame: Second::member
  }
};

[[gnu::noinline]] static int step(int n) {
  return Second().member(n) + 1;  // frame: step
}

int second(int n) {
  return step(n) + 1;  // frame: second
}
