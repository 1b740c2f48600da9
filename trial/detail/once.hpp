/// TRIAL_DETAIL_ONCE: runs code once when a module is opened; the macros that register tests and
/// reporters use it.
#pragma once

#pragma GCC system_header  // as in <trial/detail/registrationmacros.hpp>

#define TRIAL_DETAIL_JOIN(a, b) TRIAL_DETAIL_JOIN_(a, b)
#define TRIAL_DETAIL_JOIN_(a, b) a##b
#define TRIAL_DETAIL_ONCE(call)                                                        \
  namespace {                                                                          \
  [[maybe_unused]] const bool TRIAL_DETAIL_JOIN(trialRegistered_, __COUNTER__) = call; \
  }
