// A case closes all descriptors that it did not open, as a daemon does.
#define BOOST_TEST_MODULE closes
#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace {

void closeAll() {
  for (int fd = 3; fd < 256; ++fd) ::close(fd);
}

}  // namespace

BOOST_AUTO_TEST_CASE(before) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(becomes_a_daemon) {
  closeAll();
  BOOST_TEST(true);
}
BOOST_AUTO_TEST_CASE(fails_behind_it) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(becomes_a_daemon_and_fails) {
  closeAll();
  BOOST_TEST(1 == 2);
}
BOOST_AUTO_TEST_CASE(behind) { BOOST_TEST(true); }
