// HUNDRED(name) writes CASE(name00) to CASE(name99); the source that includes this says what a CASE
// is.
#pragma once

// clang-format off
#define TEN(n) CASE(n##0) CASE(n##1) CASE(n##2) CASE(n##3) CASE(n##4) \
               CASE(n##5) CASE(n##6) CASE(n##7) CASE(n##8) CASE(n##9)
#define HUNDRED(n) TEN(n##0) TEN(n##1) TEN(n##2) TEN(n##3) TEN(n##4) \
                   TEN(n##5) TEN(n##6) TEN(n##7) TEN(n##8) TEN(n##9)
#define NINE_HUNDRED(n) HUNDRED(n##0) HUNDRED(n##1) HUNDRED(n##2) HUNDRED(n##3) HUNDRED(n##4) \
                        HUNDRED(n##5) HUNDRED(n##6) HUNDRED(n##7) HUNDRED(n##8)
// clang-format on
