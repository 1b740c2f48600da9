// The orders of tests, and what --testmodule reads.
#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/commandline/orders.hpp>
#include <trial/unittest.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using recording::Events;
using recording::idsOf;
using recording::ScratchFolder;

BOOST_AUTO_TEST_SUITE(OrdersTests)

namespace {

class OrderedTests : public trial::TestCase {
 public:
  void test_b() {}
  void test_a() {}
  void test_d() {}
  void test_c() {}
};
TRIAL_TESTS(OrderedTests, test_b)
TRIAL_TESTS(OrderedTests, test_a)
TRIAL_TESTS(OrderedTests, test_d, test_c)
class EarlierTests : public OrderedTests {};
TRIAL_TESTS(EarlierTests, test_b)

/// The last parts of the ids, without what they begin with alike.
Events loaded(const trial::Sorter& sorter) {
  trial::TestLoader loader;
  loader.sorter = sorter;
  Events ids;
  for (const auto& id : idsOf(loader.loadByName("test_orders"))) {
    ids.push_back(id.substr(std::string("test_orders.").size()));
  }
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_orders_have_names) {
  BOOST_TEST(loaded(trial::findOrder("alphabetical")->before) ==
                 (Events{"EarlierTests.test_b", "OrderedTests.test_a", "OrderedTests.test_b",
                         "OrderedTests.test_c", "OrderedTests.test_d"}),
             boost::test_tools::per_element());
  BOOST_TEST(loaded(trial::findOrder("toptobottom")->before) ==
                 (Events{"OrderedTests.test_b", "OrderedTests.test_a", "OrderedTests.test_d",
                         "OrderedTests.test_c", "EarlierTests.test_b"}),
             boost::test_tools::per_element());
  BOOST_TEST(trial::findOrder("none") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_shuffled_order_is_the_same_for_a_seed_everywhere) {
  BOOST_TEST(loaded(trial::shuffled(1)) == loaded(trial::shuffled(1)),
             boost::test_tools::per_element());
  BOOST_TEST(loaded(trial::shuffled(1)) ==
                 (Events{"OrderedTests.test_b", "OrderedTests.test_c", "OrderedTests.test_d",
                         "OrderedTests.test_a", "EarlierTests.test_b"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_seed_may_have_an_order_of_its_own, *label("CLI-11")) {
  for (const std::string begin : {"", "99999999999999999999999"}) {
    std::vector<Events> seen;
    for (int end = 1; end <= 20; ++end) {
      const trial::Seed seed(begin + std::to_string(end));
      auto order = loaded(trial::shuffled(seed));
      BOOST_TEST(order.size() == 5U);
      BOOST_TEST(order == loaded(trial::shuffled(seed)), boost::test_tools::per_element());
      if (std::find(seen.begin(), seen.end(), order) == seen.end()) seen.push_back(order);
    }
    BOOST_TEST(seen.size() > 10U, "of 20 seeds " << seen.size() << " give an order of their own");
  }
}

BOOST_AUTO_TEST_SUITE_END()
