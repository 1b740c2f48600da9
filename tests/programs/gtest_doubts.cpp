// A program whose cases may fail in a copy of its process alone. Each variable below names cases,
// with a comma behind each, which do so. What runs is written to the file that RAN names.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace {

/// The number of this process, by a way that the library of warm processes does not see.
pid_t number() { return static_cast<pid_t>(::syscall(SYS_getpid)); }

const pid_t startedAs = number();
int ranBefore = 0;

bool isCopy() { return number() != startedAs; }

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool names(const char* list, const std::string& name) {
  return ("," + variable(list)).find("," + name + ",") != std::string::npos;
}

void note(const std::string& line) {
  if (!variable("RAN").empty()) std::ofstream(variable("RAN"), std::ios::app) << line << '\n';
}

/// Waits until a line of the run's output has the text FOR, and then until one has THEN. Notes
/// which of them took long.
void waitForOutput(const std::string& name) {
  std::ifstream output(variable("OUTPUT"));
  for (const auto& text : {variable("FOR"), variable("THEN")}) {
    if (text.empty()) continue;
    const auto begin = std::chrono::steady_clock::now();
    for (std::string line; std::getline(output, line) && line.find(text) == std::string::npos;) {
    }
    const bool isLong = std::chrono::steady_clock::now() - begin > std::chrono::seconds(4);
    note(name + (isLong ? " waited long" : " waited"));
  }
}

/// Interrupts the run, whose number is in the file MANAGER.
void interruptRun() {
  pid_t manager = 0;
  std::ifstream(variable("MANAGER")) >> manager;
  ::kill(manager, SIGINT);
}

/// A case that makes the file which it compares with if it is not there.
void compare(const std::string& name) {
  const auto file = variable("GOLDEN") + "/" + name;
  if (std::ifstream(file).is_open()) return;
  std::ofstream(file) << "x";
  ADD_FAILURE() << "it has no file";
}

void run(const std::string& name) {
  note(name + (isCopy() ? " copy" : " started"));
  const bool isBehind = ranBefore++ > 0;
  if (names("FAILS", name)) ADD_FAILURE() << "it fails";
  if (names("FAILS_BEHIND", name) && isBehind) ADD_FAILURE() << "it fails behind others";
  if (names("FAILS_COPIED", name) && isCopy()) ADD_FAILURE() << "it fails in a copy";
  if (names("SKIPS_STARTED", name) && !isCopy()) GTEST_SKIP() << "it is skipped";
  if (names("DIES", name) || (names("DIES_COPIED", name) && isCopy())) std::abort();
  if (names("HANGS_COPIED", name) && isCopy()) ::pause();
  if (names("INTERRUPTS_STARTED", name) && !isCopy()) {
    ::kill(::getppid(), SIGINT);
    ::pause();
  }
  if (names("COMPARES", name)) compare(name);
  if (names("FAILS_COPIED_LONG", name) && isCopy()) ADD_FAILURE() << std::string(3000, 'x');
  if (names("INTERRUPTS", name)) interruptRun();
  if (names("WAITS", name)) waitForOutput(name);
  if (names("INTERRUPTS_AGAIN", name)) {
    interruptRun();
    ::pause();
  }
}

class Fixture : public ::testing::Environment {
 public:
  void SetUp() override {
    if (!variable("FIXTURE_DIES_COPIED").empty() && isCopy()) std::abort();
  }
};

TEST(Doubts, one) { run("one"); }
TEST(Doubts, two) { run("two"); }
TEST(Doubts, three) { run("three"); }
TEST(Doubts, four) { run("four"); }
TEST(Doubts, five) { run("five"); }
TEST(Doubts, six) { run("six"); }

}  // namespace

int main(int argc, char** argv) {
  if (!variable("EXITS_COPIED").empty() && isCopy()) return 5;
  ::testing::InitGoogleTest(&argc, argv);
  ::testing::AddGlobalTestEnvironment(new Fixture);
  return RUN_ALL_TESTS();
}
