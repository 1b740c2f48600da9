// Cases with labels, and some that are disabled, to be listed and selected.
#define BOOST_TEST_MODULE selected
#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;

BOOST_AUTO_TEST_SUITE(ParserTests, *utf::label("parsing"))

BOOST_AUTO_TEST_CASE(empty_input) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(long_input, *utf::label("slow")) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(WriterTests)

BOOST_AUTO_TEST_CASE(numbers) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(broken, *utf::disabled()) { BOOST_FAIL("known to be broken"); }
BOOST_AUTO_TEST_CASE(mended, *utf::disabled()) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(OffTests, *utf::disabled())

BOOST_AUTO_TEST_CASE(first) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(second, *utf::label("slow")) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE_END()
