// Cases and suites that depend on others, which fail, are disabled, or are skipped themselves.
#define BOOST_TEST_MODULE depends
#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;

BOOST_AUTO_TEST_SUITE(Store)

BOOST_AUTO_TEST_CASE(opens) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(reads) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(writes) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(after_opening, *utf::depends_on("Store/opens")) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(after_reading, *utf::depends_on("Store/reads")) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(after_all, *utf::depends_on("Store")) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(after_after_reading, *utf::depends_on("after_reading")) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE(Net)

BOOST_AUTO_TEST_CASE(connects) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(resolves) { BOOST_TEST(true); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Mail, *utf::depends_on("Net"))

BOOST_AUTO_TEST_CASE(sends) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(fetches) { BOOST_TEST(1 == 2); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(Partly)

BOOST_AUTO_TEST_CASE(on) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(off, *utf::disabled()) { BOOST_TEST(1 == 2); }

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(after_off, *utf::depends_on("Partly/off")) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(after_partly, *utf::depends_on("Partly")) { BOOST_TEST(true); }
BOOST_AUTO_TEST_CASE(after_after_off, *utf::depends_on("after_off")) { BOOST_TEST(true); }
