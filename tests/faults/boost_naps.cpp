// Five hundred Boost.Test cases of 2 to 10 ms. TRIAL_DESCRIPTORS has some disturb their process.
#define BOOST_TEST_MODULE naps
#include <time.h>

#include <boost/test/unit_test.hpp>

#include "descriptors.hpp"

namespace {

void nap(int number) {
  descriptors::disturb(number);
  const timespec time = {0, (2 + number % 9) * 1'000'000L};
  ::nanosleep(&time, nullptr);
  BOOST_TEST(number >= 1000);
}

}  // namespace

// clang-format off
#define CASE(n) BOOST_AUTO_TEST_CASE(case##n) { nap(n); }
#define TEN(n) CASE(n##0) CASE(n##1) CASE(n##2) CASE(n##3) CASE(n##4) \
               CASE(n##5) CASE(n##6) CASE(n##7) CASE(n##8) CASE(n##9)
#define HUNDRED(n) TEN(n##0) TEN(n##1) TEN(n##2) TEN(n##3) TEN(n##4) \
                   TEN(n##5) TEN(n##6) TEN(n##7) TEN(n##8) TEN(n##9)
HUNDRED(10) HUNDRED(11) HUNDRED(12) HUNDRED(13) HUNDRED(14)
