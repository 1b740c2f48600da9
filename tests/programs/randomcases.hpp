// The common part of the programs of random cases. The number at the end of the program's own name
// (`random-17`) determines the names, outcomes, output and deaths of its cases. With TRIAL_ALIVE in
// the environment a case that would end the process fails instead, and says so, so that the program
// can tell what the others do.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace random_cases {

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

/// Pieces that names are made of. Many of them mean something to some framework.
constexpr const char* pieces[] = {
    "a",         "b",          "B",         "Case",     "::",      ":",
    "-",         "*",          "?",         ".",        "/",       "/0",
    " ",         "  ",         "\n",        "\t",       "\r",      "\"",
    "\\",        "'",          "~",         ",",        ";",       "#2",
    " #2",       "(0 ms)",     " (0 ms)",   ", where ", " from ",  "[ RUN      ] ",
    "\x1b[m",    "\x1b[0;32m", "\xc3\xbc",  "\xff",     "\x01",    "DeathTest",
    "DISABLED_", " ms total)", "tear-down", "Running ", "$HOME",   "`",
    "{",         "}",          "[",         "]",        "=",       "<",
    "&amp;",     "]]>",        "!",         "+",        "@",       "%",
    "(",         ")",          "|",         "\\x01",    "exclude:"};

/// Texts that cases print. Some look like the report of a framework.
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
    "<TestCase name=\"another\">\n",
    "</TestCase>\n",
    "<OverallResult success=\"false\"/>\n",
    "All tests passed (1 assertion in 1 test case)\n",
    "[doctest] Status: FAILURE!\n",
    "a.cpp(3): Entering test case \"another\"\n",
    "a.cpp(3): error: in \"another\": check has failed\n",
    "a.cpp(3): Leaving test case \"another\"; testing time: 3us\n",
    "*** No errors detected\n",
    "\xff\xfe bytes \xc3\n"};

/// A case. Each framework has its own meaning of the kinds below `firstDeath`.
struct Case {
  std::string suite;
  std::string name;
  unsigned kind = 0;
  std::string mark;  // stands in what the case says when it fails, and nowhere else
  std::string before;
  std::string after;
  bool flushes = false;
};

constexpr unsigned firstDeath = 16;
constexpr unsigned mostCases = 60;

inline bool dies(const Case& one) { return one.kind >= firstDeath; }
inline bool isAlive() { return std::getenv("TRIAL_ALIVE") != nullptr; }

[[noreturn]] inline void die(const Case& one) {
  if (one.kind == firstDeath) std::abort();
  if (one.kind == firstDeath + 1) std::exit(0);
  if (one.kind == firstDeath + 2) ::_exit(1);
  std::raise(SIGKILL);
  std::abort();
}

inline void write(const Case& one, const std::string& text) {
  std::fputs(text.c_str(), stdout);
  if (one.flushes) std::fflush(stdout);
}

/// Runs a case: `act` does what its kind means, `fail` makes the case fail with a text.
template <class Act, class Fail>
void run(const Case& one, Act act, Fail fail) {
  write(one, one.before);
  if (!dies(one)) {
    act(one);
  } else if (isAlive()) {
    fail(one.mark + " would die");
  } else {
    die(one);
  }
  write(one, one.after);
}

inline std::string nameOf(Chance& chance) {
  std::string name;
  for (auto many = chance.below(5); many > 0; --many) name += chance.oneOf(pieces);
  return name;
}

inline unsigned seedOf(const std::string& program) {
  return static_cast<unsigned>(std::stoul(program.substr(program.rfind('-') + 1)));
}

/// Five to sixty cases in five suites; of odd numbers some end the process.
inline std::vector<Case> casesOf(unsigned seed) {
  Chance chance(seed);
  const bool deaths = seed % 2 == 1;
  std::string suites[5];
  for (auto& suite : suites) suite = nameOf(chance);
  std::vector<Case> cases;
  for (auto many = 5 + chance.below(mostCases - 4); many > 0; --many) {
    Case one;
    one.kind = chance.below(deaths ? firstDeath + 4 : firstDeath);
    one.mark = "mark-" + std::to_string(cases.size()) + "-";
    for (auto count = chance.below(3); count > 0; --count) one.before += chance.oneOf(texts);
    if (chance.below(3) == 0) one.after = chance.oneOf(texts);
    one.flushes = chance.below(2) == 0;
    one.suite = suites[chance.below(5)];
    one.name = nameOf(chance);
    cases.push_back(std::move(one));
  }
  return cases;
}

/// The cases of this program, for frameworks that want a function for each. They are given a
/// function that runs one.
inline std::vector<Case>& planned() {
  static std::vector<Case> cases;
  return cases;
}

using Body = void (*)();

template <void (*run)(const Case&), std::size_t... i>
constexpr std::array<Body, sizeof...(i)> bodiesOf(std::index_sequence<i...>) {
  return {+[] { run(planned().at(i)); }...};
}

/// `bodies<run>[i]` calls `run` with the planned case `i`.
template <void (*run)(const Case&)>
constexpr auto bodies = bodiesOf<run>(std::make_index_sequence<mostCases>());

}  // namespace random_cases
