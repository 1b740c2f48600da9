// Nine hundred empty GoogleTest cases.
#include <gtest/gtest.h>

#include "hundreds.hpp"

#define CASE(n) \
  TEST(Empty, n) {}
NINE_HUNDRED(case)
