// Names that GoogleTest takes and that are hard to ask for, cases that disturb its report without
// dying, and a main function that has its own ideas.
#include <cstdio>
#include <cstdlib>
#include <locale>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

namespace {

class Case : public testing::Test {
 public:
  explicit Case(bool passes) : passes_(passes) {}
  void TestBody() override { EXPECT_TRUE(passes_); }

 private:
  bool passes_;
};

void add(const char* suite, const char* name, bool passes = true) {
  testing::RegisterTest(suite, name, nullptr, nullptr, __FILE__, 1234,
                        [=]() -> testing::Test* { return new Case(passes); });
}

void addAll() {
  constexpr const char* names[] = {"plain",
                                   "with.dots",
                                   "a:b",
                                   "a-b",
                                   "-a",
                                   "*",
                                   "a*b?c",
                                   " blanks at the ends ",
                                   "",
                                   "case",
                                   "Case",
                                   "tab\tulator",
                                   "comma, semicolon; ~tilde",
                                   "quote\"d 'twice' \\ backslash",
                                   "[ RUN      ] Odd.plain",
                                   "\x1b[0;32mcoloured\x1b[m",
                                   "new\nline",
                                   "new\nline\nand more",
                                   "new",
                                   "ends (0 ms)",
                                   "x, where GetParam() = 3",
                                   "\xc3\xbc",
                                   "\xff\xfe",
                                   "3 tests from Odd (3 ms total)",
                                   "number #2"};
  bool passes = true;
  for (const auto* name : names) add("Odd", name, passes = !passes);
  add("Odd suite: of-*?\nmany kinds", "one", false);
  add("Odd suite: of-*?\nmany kinds", "two");
  add("", "without suite", false);
  add("Equal", "names");
  add("Equal", "names", false);
  add("Equal", "names");
  add("Last", "one");
}

/// Numbers as they are printed in many countries.
class Grouping : public std::numpunct<char> {
 protected:
  char do_thousands_sep() const override { return '.'; }
  char do_decimal_point() const override { return ','; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

int main(int argc, char** argv) {
  std::printf("before all, without newline");
  std::locale::global(std::locale(std::locale(), new Grouping));
  testing::InitGoogleTest(&argc, argv);
  addAll();
  const int failed = RUN_ALL_TESTS();
  std::printf("a.cpp:3: Failure\nafter all");
  return failed == 0 ? 0 : 42;
}
