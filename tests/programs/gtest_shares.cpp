// Two cases that cannot run at the same time, because they use the same file, FILE. With two
// workers the second one waits on the pipe FIRST until the first one has it, and that one on
// SECOND until the second has failed. In one process ALONE says what the second does.
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool isSpread() { return variable("TRIAL_WORKERS") == "2"; }

/// Waits until somebody waits for it.
void tell(const char* pipe) {
  if (isSpread()) std::ofstream(variable(pipe)) << "x";
}

void waitFor(const char* pipe) {
  if (isSpread()) std::ifstream(variable(pipe)).get();
}

void ran(const char* name) { std::ofstream(variable("RAN"), std::ios::app) << name << '\n'; }

class SharedFile {
 public:
  SharedFile() : fd_(::open(variable("FILE").c_str(), O_CREAT | O_EXCL | O_RDWR, 0600)) {
    EXPECT_GE(fd_, 0) << "it is in use";
  }
  ~SharedFile() {
    if (fd_ < 0) return;
    ::close(fd_);
    ::unlink(variable("FILE").c_str());
  }
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

 private:
  const int fd_;
};

TEST(Shares, one) {
  ran("one");
  const SharedFile file;
  tell("FIRST");
  waitFor("SECOND");
}

TEST(Shares, two) {
  ran("two");
  waitFor("FIRST");
  { const SharedFile file; }
  tell("SECOND");
  if (isSpread()) return;
  const auto alone = variable("ALONE");
  if (alone == "fails") ADD_FAILURE() << "it fails";
  if (alone == "interrupts") ::kill(::getppid(), SIGINT);
  if (alone == "interrupts" || alone == "hangs") ::pause();
}

}  // namespace
