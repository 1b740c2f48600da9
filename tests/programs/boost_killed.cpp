// The first processes of it are killed when they start: as many as the file KILLS has bytes.
#define BOOST_TEST_MODULE killed
#include <boost/test/unit_test.hpp>

#include "killing.hpp"

namespace {

const bool survived = killing::takeOne();

}  // namespace

BOOST_AUTO_TEST_CASE(first) { BOOST_TEST(survived); }
BOOST_AUTO_TEST_CASE(last) { BOOST_TEST(survived); }
