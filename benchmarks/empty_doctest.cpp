// Nine hundred empty doctest cases.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "hundreds.hpp"

#define CASE(n) \
  TEST_CASE(#n) {}
NINE_HUNDRED(case)
