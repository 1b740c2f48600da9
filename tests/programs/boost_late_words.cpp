// What runs at exit writes to stderr, behind the verdict of the framework.
#define BOOST_TEST_MODULE late_words
#include <cstdio>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace {

const struct LateWords {
  ~LateWords() { std::fputs("late words\n", stderr); }
} lateWords;

}  // namespace

BOOST_AUTO_TEST_CASE(child_fails_a_check) {
  const pid_t child = ::fork();
  if (child == 0) {
    BOOST_ERROR("of the child");
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}
BOOST_AUTO_TEST_CASE(closes) {
  for (int fd = 3; fd < 256; ++fd) ::close(fd);
}
BOOST_AUTO_TEST_CASE(behind) { BOOST_TEST(true); }
