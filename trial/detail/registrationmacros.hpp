/// The macros that those of <trial/registration.hpp> are made of.
#pragma once

// GCC does not show the expansions of a system header's macros. Here it would show a thousand of
// them with each error in the arguments of TRIAL_TESTS.
#pragma GCC system_header

// Applies a macro to each argument, with commas between: TRIAL_DETAIL_EACH(M, a, x, y) is
//     M(a, x), M(a, y)
// The nested expansions below allow 343 arguments. With more, the name of the macro that is not
// expanded is the error message.
#define TRIAL_DETAIL_PARENS ()
#define TRIAL_DETAIL_EXPAND(...) \
  TRIAL_DETAIL_EXPAND4(          \
      TRIAL_DETAIL_EXPAND4(TRIAL_DETAIL_EXPAND4(TRIAL_DETAIL_EXPAND4(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND4(...) \
  TRIAL_DETAIL_EXPAND3(           \
      TRIAL_DETAIL_EXPAND3(TRIAL_DETAIL_EXPAND3(TRIAL_DETAIL_EXPAND3(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND3(...) \
  TRIAL_DETAIL_EXPAND2(           \
      TRIAL_DETAIL_EXPAND2(TRIAL_DETAIL_EXPAND2(TRIAL_DETAIL_EXPAND2(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND2(...) \
  TRIAL_DETAIL_EXPAND1(           \
      TRIAL_DETAIL_EXPAND1(TRIAL_DETAIL_EXPAND1(TRIAL_DETAIL_EXPAND1(__VA_ARGS__))))
#define TRIAL_DETAIL_EXPAND1(...) __VA_ARGS__
#define TRIAL_DETAIL_EACH(macro, context, ...) \
  __VA_OPT__(TRIAL_DETAIL_EXPAND(TRIAL_DETAIL_EACH_STEP(macro, context, __VA_ARGS__)))
#define TRIAL_DETAIL_EACH_STEP(macro, context, item, ...) \
  macro(context, item) __VA_OPT__(                        \
      , TRIAL_AT_MOST_343_TESTS_IN_ONE_LINE TRIAL_DETAIL_PARENS(macro, context, __VA_ARGS__))
#define TRIAL_AT_MOST_343_TESTS_IN_ONE_LINE() TRIAL_DETAIL_EACH_STEP

// A test is `name` or `(name, options)`.
#define TRIAL_DETAIL_SECOND(first, second, ...) second
#define TRIAL_DETAIL_PROBE(...) ~, TRIAL_DETAIL_WITH_OPTIONS
#define TRIAL_DETAIL_CHOOSE(...) TRIAL_DETAIL_SECOND(__VA_ARGS__)
#define TRIAL_DETAIL_TEST(Class, item) \
  TRIAL_DETAIL_CHOOSE(TRIAL_DETAIL_PROBE item, TRIAL_DETAIL_PLAIN, )(Class, item)
#define TRIAL_DETAIL_PLAIN(Class, test)                                             \
  {                                                                                 \
#test, ::trial::detail::stageOf < Class>([] { return &Class::test; }), __LINE__ \
  }
#define TRIAL_DETAIL_WITH_OPTIONS(Class, item) TRIAL_DETAIL_APPLY(Class, TRIAL_DETAIL_UNWRAP item)
#define TRIAL_DETAIL_UNWRAP(...) __VA_ARGS__
#define TRIAL_DETAIL_APPLY(...) TRIAL_DETAIL_OPTIONED(__VA_ARGS__)
#define TRIAL_DETAIL_OPTIONED(Class, test, ...)                                      \
  {                                                                                  \
#test, ::trial::detail::stageOf < Class>([] { return &Class::test; }), __LINE__, \
        ::trial::TestOptions {                                                       \
      __VA_ARGS__                                                                    \
    }                                                                                \
  }

// The name and the ValuedSpec of a test with values.
#define TRIAL_DETAIL_NAME(item) \
  TRIAL_DETAIL_CHOOSE(TRIAL_DETAIL_PROBE_NAME item, TRIAL_DETAIL_PLAIN_NAME, )(item)
#define TRIAL_DETAIL_PROBE_NAME(...) ~, TRIAL_DETAIL_FIRST_OF
#define TRIAL_DETAIL_PLAIN_NAME(item) item
#define TRIAL_DETAIL_FIRST_OF(item) TRIAL_DETAIL_FIRST item
#define TRIAL_DETAIL_FIRST(first, ...) first
#define TRIAL_DETAIL_SPEC(item) \
  TRIAL_DETAIL_CHOOSE(TRIAL_DETAIL_PROBE_SPEC item, TRIAL_DETAIL_PLAIN_SPEC, )(item)
#define TRIAL_DETAIL_PROBE_SPEC(...) ~, TRIAL_DETAIL_OPTIONED_SPEC
#define TRIAL_DETAIL_PLAIN_SPEC(item) \
  { #item, __LINE__ }
#define TRIAL_DETAIL_OPTIONED_SPEC(item) TRIAL_DETAIL_SPEC_OF item
#define TRIAL_DETAIL_SPEC_OF(test, ...)                   \
  {                                                       \
#test, __LINE__, ::trial::TestOptions { __VA_ARGS__ } \
  }
