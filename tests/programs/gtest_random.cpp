// A program of random cases: names, suites, outcomes, output and deaths follow from the number at
// the end of its own name (`random-17`). With TRIAL_ALIVE in the environment the cases that would
// end the process pass instead, so that it can tell what the others do.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include <gtest/gtest.h>

namespace {

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  /// A number below `many`.
  unsigned below(unsigned many) { return static_cast<unsigned>(engine_() % many); }
  template <std::size_t N>
  const char* oneOf(const char* const (&texts)[N]) {
    return texts[below(N)];
  }

 private:
  std::mt19937 engine_;
};

constexpr const char* pieces[] = {
    "a",         "b",          "B",         "Case",     "::",     ":",
    "-",         "*",          "?",         ".",        "/",      "/0",
    " ",         "  ",         "\n",        "\t",       "\r",     "\"",
    "\\",        "'",          "~",         ",",        ";",      "#2",
    " #2",       "(0 ms)",     " (0 ms)",   ", where ", " from ", "[ RUN      ] ",
    "\x1b[m",    "\x1b[0;32m", "\xc3\xbc",  "\xff",     "\x01",   "DeathTest",
    "DISABLED_", " ms total)", "tear-down", "Running ", "$HOME",  "`",
    "{",         "}",          "[",         "]",        "="};

constexpr const char* texts[] = {
    "a line\n",
    "no newline",
    "\n",
    "[       OK ] S.a (0 ms)\n",
    "[ RUN      ] S.a\n",
    "\x1b[0;32m[ RUN      ] \x1b[mForeign.one\n\x1b[0;32m[       OK ] \x1b[mForeign.one (0 ms)\n",
    "\x1b[0;31m[  FAILED  ] \x1b[mForeign.one (0 ms)",
    "\x1b[0;32m[==========] \x1b[m2 tests from 1 test suite ran. (3 ms total)\n",
    "\x1b[0;32m[----------] \x1b[mGlobal test environment tear-down\n",
    "\x1b[1mbold\x1b[m",
    "\x1b",
    "\x1b[0;3",
    "a.cpp:3: Failure\nof something else\n",
    "a.cpp:3: Skipped\nnothing\n",
    "{\n  \"testsuites\": []\n}\n",
    "\xff\xfe bytes \xc3\n"};

struct Plan {
  unsigned kind = 0;
  std::string before;
  std::string after;
  bool flushes = false;
};

bool dies(const Plan& plan) { return plan.kind >= 16; }

void die(unsigned kind) {
  if (kind == 16) std::abort();
  if (kind == 17) std::exit(0);
  if (kind == 18) _exit(1);
  std::raise(SIGKILL);
}

class Random : public testing::Test {
 public:
  explicit Random(Plan plan) : plan_(std::move(plan)) {}
  void TestBody() override {
    write(plan_.before);
    act();
    write(plan_.after);
  }

 private:
  void write(const std::string& text) const {
    std::fputs(text.c_str(), stdout);
    if (plan_.flushes) std::fflush(stdout);
  }
  void act() const {
    if (dies(plan_)) {
      if (std::getenv("TRIAL_ALIVE") == nullptr) die(plan_.kind);
      RecordProperty("dies", 1);
      return;
    }
    switch (plan_.kind) {
      case 0: EXPECT_EQ(1, 2) << "first\nsecond"; break;
      case 1:
        EXPECT_TRUE(false);
        EXPECT_TRUE(plan_.before.empty()) << "it is not";
        break;
      case 2: throw std::runtime_error("thrown");
      case 3: throw 3;
      case 4: GTEST_SKIP() << "not today";
      case 5: GTEST_SKIP();
      case 6: FAIL() << "\x1b[0;32m[       OK ] \x1b[mForeign.one (0 ms)";
      default: break;
    }
  }

  Plan plan_;
};

std::string nameOf(Chance& chance) {
  std::string name;
  for (auto many = chance.below(5); many > 0; --many) name += chance.oneOf(pieces);
  return name;
}

void addCases(unsigned seed) {
  Chance chance(seed);
  const bool deaths = seed % 2 == 1;
  std::string suites[5];
  for (auto& suite : suites) suite = nameOf(chance);
  for (auto many = 5 + chance.below(56); many > 0; --many) {
    Plan plan;
    plan.kind = chance.below(deaths ? 20 : 16);
    for (auto pieceCount = chance.below(3); pieceCount > 0; --pieceCount)
      plan.before += chance.oneOf(texts);
    if (chance.below(3) == 0) plan.after = chance.oneOf(texts);
    plan.flushes = chance.below(2) == 0;
    testing::RegisterTest(suites[chance.below(5)].c_str(), nameOf(chance).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__,
                          [plan]() -> testing::Test* { return new Random(plan); });
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string self = argv[0];
  std::printf("before all");
  testing::InitGoogleTest(&argc, argv);
  addCases(static_cast<unsigned>(std::stoul(self.substr(self.rfind('-') + 1))));
  return RUN_ALL_TESTS() == 0 ? 0 : 7;
}
