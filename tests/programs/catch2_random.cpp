// A program of random cases with Catch2 (randomcases.hpp).
#define CATCH_CONFIG_RUNNER
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <set>

#include "randomcases.hpp"

namespace {

using random_cases::Case;

constexpr unsigned shouldFail = 7;
constexpr unsigned mayFail = 8;
constexpr unsigned wronglyShouldFail = 9;

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
    case 5: SECTION("first") { CHECK(true);
      }
      SECTION("second") { FAIL(one.mark); }
      break;
    case 6: CHECK_NOFAIL(1 == 2); break;
    case shouldFail:
    case mayFail: FAIL_CHECK(one.mark); break;
    case 10: WARN("a warning"); break;
    case 11: SUCCEED("a success"); break;
    default: break;
  }
}

void run(const Case& one) {
  random_cases::run(one, act, [](const std::string& text) { FAIL_CHECK(text); });
}

const char* tagsOf(const Case& one) {
  switch (one.kind) {
    case shouldFail:
    case wronglyShouldFail: return "[!shouldfail][a]";
    case mayFail: return "[!mayfail]";
    case 12: return "[b][c d]";
    default: return "";
  }
}

}  // namespace

int main(int argc, char** argv) {
  auto& planned = random_cases::planned();
  planned = random_cases::casesOf(random_cases::seedOf(argv[0]));
  std::set<std::string> names;  // Catch2 refuses a second one
  for (std::size_t i = 0; i < planned.size(); ++i) {
    auto& name = planned[i].name;
    if (name.starts_with("]]>")) name.insert(0, "x");  // version 3 would write wrong XML
    while (!names.insert(name).second) name += "x";
    const Catch::AutoReg registered(
        Catch::makeTestInvoker(random_cases::bodies<run>[i]),
        Catch::SourceLineInfo(__FILE__, static_cast<std::size_t>(__LINE__)), Catch::StringRef(),
        Catch::NameAndTags{name, tagsOf(planned[i])});
  }
  std::printf("before all");
  return Catch::Session().run(argc, argv);
}
