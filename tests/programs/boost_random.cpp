// A program of random cases with Boost.Test (randomcases.hpp).
#define BOOST_TEST_NO_MAIN
#include <map>
#include <set>
#include <string>
#include <utility>

#include <boost/test/unit_test.hpp>

#include "randomcases.hpp"

namespace {

using random_cases::Case;

constexpr unsigned expectsTwo = 7;
constexpr unsigned disabled = 8;

void act(const Case& one) {
  switch (one.kind) {
    case 0: BOOST_ERROR(one.mark << "\nof two lines"); break;
    case 1:
      BOOST_TEST(1 == 2);
      BOOST_ERROR(one.mark);
      break;
    case 2: throw std::runtime_error(one.mark);
    case 3: {
      BOOST_TEST_INFO_SCOPE(one.mark);
      throw 3;
    }
    case 4: BOOST_FAIL(one.mark); break;
    case 5: BOOST_TEST_CONTEXT("the context " << one.mark) { BOOST_TEST(1 == 2);
      }
      break;
    case 6: BOOST_WARN(1 == 2); break;
    case expectsTwo: BOOST_ERROR("one of two that are expected"); [[fallthrough]];
    case disabled: BOOST_ERROR(one.mark); break;
    case 9: BOOST_TEST_MESSAGE("a message"); break;
    default: break;
  }
}

void run(const Case& one) {
  random_cases::run(one, act, [](const std::string& text) { BOOST_ERROR(text); });
}

using boost::unit_test::test_suite;
using boost::unit_test::test_unit;

/// The suite with that name; Boost.Test refuses a second one, and changes names.
test_suite& suiteOf(const Case& one) {
  static std::map<std::string, test_suite*> suites;
  auto* made = new test_suite(one.suite, __FILE__, __LINE__);
  const auto [at, isNew] = suites.emplace(made->p_name.get(), made);
  if (isNew) boost::unit_test::framework::master_test_suite().add(made);
  return *at->second;
}

void add(const Case& one) {
  auto& suite = suiteOf(one);
  auto name = one.name;
  const auto make = [&] {
    return boost::unit_test::make_test_case([&one] { run(one); }, name, __FILE__, __LINE__);
  };
  static std::set<std::pair<const test_suite*, std::string>> names;
  auto* added = make();
  while (!names.emplace(&suite, added->p_name.get()).second) {
    name += "x";
    added = make();
  }
  if (one.kind == disabled) added->p_default_status.value = test_unit::RS_DISABLED;
  suite.add(added, one.kind == expectsTwo ? 2 : 0);
}

bool addCases() {
  auto& planned = random_cases::planned();
  planned = random_cases::casesOf(
      random_cases::seedOf(boost::unit_test::framework::master_test_suite().argv[0]));
  for (const auto& one : planned) add(one);
  return true;
}

}  // namespace

int main(int argc, char** argv) { return boost::unit_test::unit_test_main(&addCases, argc, argv); }
