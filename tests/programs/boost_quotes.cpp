// Cases whose messages are what another test program wrote.
#define BOOST_TEST_MODULE quotes
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(Reader)

BOOST_AUTO_TEST_CASE(reads_an_error) {
  BOOST_TEST_MESSAGE("read: add.cpp(3): error: in \"Adder/adds\": check 2 == 3 has failed");
  BOOST_TEST(true);
}
BOOST_AUTO_TEST_CASE(reads_several_lines) {
  BOOST_TEST_MESSAGE(
      "read:\nadd.cpp(7): fatal error: in \"Adder\": no numbers\n"
      "add.cpp(1): Entering test case \"adds\"\nadd.cpp(1): Leaving test case \"adds\"\n"
      "add.cpp(9): error: in \"reads_an_error\": check x has failed");
  BOOST_TEST(true);
}
BOOST_AUTO_TEST_CASE(fails_itself) {
  BOOST_TEST_MESSAGE("add.cpp(3): error: in \"Adder/adds\": the other one's");
  BOOST_TEST(2 == 3);
}

BOOST_AUTO_TEST_SUITE_END()
