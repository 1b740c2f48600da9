// Nine hundred empty Catch2 cases.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include "hundreds.hpp"

#define CASE(n) \
  TEST_CASE(#n) {}
NINE_HUNDRED(case)
