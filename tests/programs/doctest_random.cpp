// A program of random cases with doctest (randomcases.hpp).
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "randomcases.hpp"

namespace {

using random_cases::Case;

constexpr unsigned shouldFail = 7;
constexpr unsigned mayFail = 8;
constexpr unsigned wronglyShouldFail = 9;
constexpr unsigned expectsTwo = 10;
constexpr unsigned skipped = 11;

void act(const Case& one) {
  switch (one.kind) {
    case 0: FAIL_CHECK(one.mark << "\nof two lines"); break;
    case 1:
      CHECK(1 == 2);
      FAIL_CHECK(one.mark);
      break;
    case 2: throw std::runtime_error(one.mark);
    case 3: {
      INFO(one.mark);
      throw 3;
    }
    case 4: FAIL(one.mark); break;
    case 5: SUBCASE("first") { CHECK(true);
      }
      SUBCASE("second") { FAIL(one.mark); }
      break;
    case 6: WARN(1 == 2); break;
    case expectsTwo: FAIL_CHECK("one"); [[fallthrough]];
    case shouldFail:
    case mayFail:
    case skipped: FAIL_CHECK(one.mark); break;
    default: break;
  }
}

void run(const Case& one) {
  random_cases::run(one, act, [](const std::string& text) { FAIL_CHECK(text); });
}

void add(const Case& one, std::size_t index) {
  doctest::detail::TestSuite suite;
  suite* one.suite.c_str();
  doctest::detail::TestCase added(random_cases::bodies<run>[index], __FILE__,
                                  static_cast<unsigned>(__LINE__ + index), suite);
  added* one.name.c_str();
  added.m_should_fail = one.kind == shouldFail || one.kind == wronglyShouldFail;
  added.m_may_fail = one.kind == mayFail;
  added.m_expected_failures = one.kind == expectsTwo ? 2 : 0;
  added.m_skip = one.kind == skipped;
  doctest::detail::regTest(added);
}

}  // namespace

int main(int argc, char** argv) {
  auto& planned = random_cases::planned();
  planned = random_cases::casesOf(random_cases::seedOf(argv[0]));
  for (std::size_t i = 0; i < planned.size(); ++i) add(planned[i], i);
  std::printf("before all");
  return doctest::Context(argc, argv).run();
}
