// Cases that wait until a test lets them go on; so does the list, if that is asked for.
#define BOOST_TEST_MODULE waits
#include <fstream>
#include <iterator>
#include <string>

#include <boost/test/unit_test.hpp>

#include "waiting.hpp"

namespace {

bool isListing() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string line(std::istreambuf_iterator<char>(file), {});
  return line.find("list_content") != std::string::npos;
}

const bool waited = [] {
  if (waiting::isWanted("listing") && isListing()) waiting::sayAndWait("listing");
  return true;
}();

}  // namespace

BOOST_AUTO_TEST_CASE(first) { BOOST_TEST(waited); }
BOOST_AUTO_TEST_CASE(waits_one) { waiting::sayAndWait("one"); }
BOOST_AUTO_TEST_CASE(waits_two) { waiting::sayAndWait("two"); }
BOOST_AUTO_TEST_CASE(zlast) { BOOST_TEST(true); }
