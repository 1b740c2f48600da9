// Two thousand native cases of 2 to 10 ms. With TRIAL_NOISE each writes six lines to stderr.
// TRIAL_DESCRIPTORS has some disturb their process.
#include <cstdio>
#include <cstdlib>

#include <time.h>

#include <trial/unittest.hpp>

#include "descriptors.hpp"

namespace {

void nap(int number) {
  static const bool noisy = std::getenv("TRIAL_NOISE") != nullptr;
  for (int line = 0; noisy && line < 6; ++line) std::fprintf(stderr, "%d, line %d\n", number, line);
  descriptors::disturb(number);
  const timespec time = {0, (2 + number % 9) * 1'000'000L};
  ::nanosleep(&time, nullptr);
}

}  // namespace

// clang-format off
#define TEN_NAMES(n) test_##n##0, test_##n##1, test_##n##2, test_##n##3, test_##n##4, \
                     test_##n##5, test_##n##6, test_##n##7, test_##n##8, test_##n##9
#define NAMES TEN_NAMES(10), TEN_NAMES(11), TEN_NAMES(12), TEN_NAMES(13), TEN_NAMES(14), \
              TEN_NAMES(15), TEN_NAMES(16), TEN_NAMES(17), TEN_NAMES(18), TEN_NAMES(19)
#define ONE(n) void test_##n() { nap(n); }
#define TEN(n) ONE(n##0) ONE(n##1) ONE(n##2) ONE(n##3) ONE(n##4) \
               ONE(n##5) ONE(n##6) ONE(n##7) ONE(n##8) ONE(n##9)

class Naps : public trial::TestCase {
 public:
  TEN(10) TEN(11) TEN(12) TEN(13) TEN(14) TEN(15) TEN(16) TEN(17) TEN(18) TEN(19)
};
#define CLASS(name)           \
  class name : public Naps {}; \
  TRIAL_TESTS(name, NAMES)

CLASS(Tests00) CLASS(Tests01) CLASS(Tests02) CLASS(Tests03) CLASS(Tests04)
CLASS(Tests05) CLASS(Tests06) CLASS(Tests07) CLASS(Tests08) CLASS(Tests09)
CLASS(Tests10) CLASS(Tests11) CLASS(Tests12) CLASS(Tests13) CLASS(Tests14)
CLASS(Tests15) CLASS(Tests16) CLASS(Tests17) CLASS(Tests18) CLASS(Tests19)
