// Cases that leave processes behind. With TRIAL_LEFT, a named pipe, each such process holds that
// open, so that who reads it sees its end.
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <trial/unittest.hpp>

namespace {

/// The write end of the pipe, which the processes of the case inherit.
int openLeft() {
  const char* path = std::getenv("TRIAL_LEFT");
  return path == nullptr ? -1 : ::open(path, O_WRONLY);
}

}  // namespace

class LeavesTests : public trial::TestCase {
 public:
  /// A process in a session of its own, whose parent has ended.
  void test_an_orphan() { assertEqual(std::system("setsid sleep 1001 &"), 0); }

  /// A child of the worker itself.
  void test_a_child() {
    int ends[2];
    assertEqual(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::execlp("sleep", "sleep", "1002", nullptr);
      ::_exit(127);
    }
    assertTrue(pid > 0);
    ::close(ends[1]);
    char byte = 0;
    assertEqual(::read(ends[0], &byte, 1), 0);  // until it runs its program
    ::close(ends[0]);
  }

  /// The child comes back out of the test, as a child does that forgets to exit.
  void test_forks() {
    const pid_t pid = ::fork();
    if (pid == 0) return;
    int status = 0;
    assertEqual(::waitpid(pid, &status, 0), pid);
    assertTrue(WIFEXITED(status));
    assertEqual(WEXITSTATUS(status), 1);
  }

  void test_leaves_nothing() {}
};
TRIAL_TESTS(LeavesTests, test_an_orphan, test_a_child, test_forks, test_leaves_nothing)

class WaitsTests : public trial::TestCase {
 public:
  /// Says so on TRIAL_LEFT when its process in another session is there, and never ends.
  void test_for_ever() {
    const int left = openLeft();
    assertTrue(left >= 0);
    assertEqual(std::system("setsid sh -c 'setsid sleep 1003 & wait' &"), 0);
    assertEqual(::write(left, "up\n", 3), 3);
    for (;;) ::pause();
  }
};
TRIAL_TESTS(WaitsTests, test_for_ever)
