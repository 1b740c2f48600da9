// A case whose forked child comes back out of it and goes on with the run, not as the process
// itself does. MODE says how: in the next case both close descriptors that they did not open, or
// the child ends there; or the process waits until a test lets it go on, long after the child has
// come to the end.
#define BOOST_TEST_MODULE comes_back
#include <cstdlib>
#include <string_view>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "waiting.hpp"

namespace {

const pid_t self = ::getpid();

bool isMode(std::string_view mode) {
  const char* wanted = std::getenv("MODE");
  return wanted != nullptr && wanted == mode;
}

}  // namespace

BOOST_AUTO_TEST_CASE(before) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(child_comes_back) {
  const pid_t child = ::fork();
  if (child == 0) return;
  ::waitpid(child, nullptr, 0);
  if (waiting::isWanted("parent")) waiting::sayAndWait("parent");
  BOOST_ERROR("of the process itself");
}
BOOST_AUTO_TEST_CASE(next) {
  for (int fd = 3; isMode("closes") && fd < 256; ++fd) ::close(fd);
  if (isMode("ends") && ::getpid() != self) ::_exit(0);
  BOOST_TEST(true);
}
BOOST_AUTO_TEST_CASE(last) { BOOST_TEST(true); }
