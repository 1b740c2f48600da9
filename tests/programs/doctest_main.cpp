// A program with a `main` of its own, which does what TRIAL_DOCTEST_MAIN says.
#define DOCTEST_CONFIG_IMPLEMENT
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <locale>
#include <string>

#include <unistd.h>

#include <doctest/doctest.h>

namespace {

/// 1.2.3.4 and 0,5 for 1234 and 0.5.
struct Grouping : std::numpunct<char> {
  char do_thousands_sep() const override { return '.'; }
  char do_decimal_point() const override { return ','; }
  std::string do_grouping() const override { return "\1"; }
};

}  // namespace

TEST_CASE("first") {}
TEST_CASE("fails") {
  SUBCASE("one") { CHECK(1 == 2); }
  SUBCASE("two") { CHECK(1 == 3); }
}
TEST_CASE("equal") { CHECK(false); }
TEST_CASE("equal") {}
TEST_CASE("excluded by main") { CHECK(false); }
TEST_CASE("slow" * doctest::timeout(1000)) {}
TEST_CASE("") {}
TEST_CASE("last") {}

int main(int argc, char** argv) {
  const char* wish = std::getenv("TRIAL_DOCTEST_MAIN");
  const std::string does = wish == nullptr ? "" : wish;
  std::cout << "<?xml version=\"1.0\"?><doctest><TestCase name=\"noise\"/></doctest>" << std::endl;
  std::cerr << "noise on stderr\n";
  if (does == "groups digits") std::locale::global(std::locale(std::locale(), new Grouping));

  doctest::Context context;
  context.setOption("order-by", "rand");
  context.setOption("rand-seed", static_cast<int>(::getpid()));
  context.setOption("abort-after", 1);
  context.setOption("no-run", true);
  context.setOption("quiet", true);
  context.setOption("success", true);
  context.addFilter("test-case-exclude", "excluded*");
  context.applyCommandLine(argc, argv);
  if (does == "shuffles") {
    context.setOption("order-by", "rand");
    context.setOption("rand-seed", static_cast<int>(::getpid()));
  }
  if (does == "gives up early") context.setOption("abort-after", 1);
  if (does == "checks before") CHECK(1 == 2);
  int status = context.run();
  if (does == "runs twice") status += doctest::Context(argc, argv).run();
  if (does == "checks behind") CHECK(1 == 2);
  if (does == "returns 3") return 3;
  if (does == "returns 0") return 0;
  if (context.shouldExit()) return status;
  std::puts("the application begins");
  return 7;
}
