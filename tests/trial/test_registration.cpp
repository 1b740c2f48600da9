// Tests that are registered for several types and for several values.
#include <deque>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <trial/unittest.hpp>

#include "recorder.hpp"

using recording::Events;
using recording::idsOf;
using recording::outcomesOf;

namespace {

template <class T>
class OrderTests : public trial::TestCase {
 public:
  void setUp() { items = {1, 2}; }
  void test_first() { assertEqual(items.front(), 1); }
  void test_last() { assertEqual(items.back(), 1); }
  T items;
};
TRIAL_TYPED_TESTS(OrderTests, (std::vector<int>, std::deque<int>, std::list<int>), test_first,
                  (test_last, .todo = "they are in order"))

namespace inner {
template <class T>
class SlowTests : public trial::TestCase {
 public:
  void test_own() { assertEqual(getTimeout(), 3.0); }
  void test_general() { assertEqual(getTimeout(), 5.0); }
};
}  // namespace inner
TRIAL_CLASS(inner::SlowTests<int>, .timeout = 3)
TRIAL_TYPED_TESTS(inner::SlowTests, (int, long), test_own, test_general)
TRIAL_CLASS(inner::SlowTests, .timeout = 5)
TRIAL_TYPED_TESTS(inner::SlowTests, (char), test_general)

template <class T>
class PairTests : public trial::TestCase {
 public:
  void test_size() { assertEqual(T().size(), 0); }
};
TRIAL_TYPED_TESTS(PairTests, (std::map<int, std::pair<int, int>>, std::string), test_size)

// 343 tests in one line, and one more.
#define DEFINED(n) \
  void test_##n() {}
#define SEVEN(p) \
  DEFINED(p##0) DEFINED(p##1) DEFINED(p##2) DEFINED(p##3) DEFINED(p##4) DEFINED(p##5) DEFINED(p##6)
#define SEVENS(p) \
  SEVEN(p##0) SEVEN(p##1) SEVEN(p##2) SEVEN(p##3) SEVEN(p##4) SEVEN(p##5) SEVEN(p##6)
#define NAMES(p) \
  NAMED(p##0), NAMED(p##1), NAMED(p##2), NAMED(p##3), NAMED(p##4), NAMED(p##5), NAMED(p##6)
#define NAMED(n) test_##n
#define SEVEN_NAMES(p) \
  NAMES(p##0), NAMES(p##1), NAMES(p##2), NAMES(p##3), NAMES(p##4), NAMES(p##5), NAMES(p##6)

class ManyTests : public trial::TestCase {
 public:
  SEVENS(a)
  SEVENS(b)
  SEVENS(c)
  SEVENS(d)
  SEVENS(e)
  SEVENS(f)
  SEVENS(g)
  void test_one_more() {}
};
TRIAL_TESTS(ManyTests, SEVEN_NAMES(a), SEVEN_NAMES(b), SEVEN_NAMES(c), SEVEN_NAMES(d),
            SEVEN_NAMES(e), SEVEN_NAMES(f), SEVEN_NAMES(g))
TRIAL_TESTS(ManyTests, test_one_more)

struct Pair {
  int number;
  std::string text;
  std::string repr() const { return std::to_string(number) + "=" + text; }
};

enum class Colour { red = 3, green };
struct Opaque {
  int number;
};

class ShapeTests : public trial::TestCase {
 public:
  void test_colour(Colour colour) { assertEqual(colour, Colour::red); }
  void test_opaque(const Opaque& opaque) { assertEqual(opaque.number, 1); }
  void test_some(const std::vector<Opaque>& some) { assertEqual(some.size(), 1); }
  void test_pointer(const int* pointer) { assertIsNone(pointer); }
};
TRIAL_VALUES(ShapeTests, test_colour, Colour::red, Colour::green)
TRIAL_VALUES(ShapeTests, test_opaque, {1}, {2})
TRIAL_VALUES(ShapeTests, test_some, {{1}}, {})
TRIAL_VALUES(ShapeTests, test_pointer, nullptr)

class ValueTests : public trial::TestCase {
 public:
  void test_even(int value) { assertEqual(value % 2, 0); }
  reactor::Deferred<void> test_later(const std::string& text) {
    reactor::Deferred<void> d;
    reactor::defaultReactor().callLater(0, [d] { d.callback(); });
    return d.addCallback([text] { assertIn('a', text); });
  }
  void test_pair(const Pair& pair) const { assertEqual(std::to_string(pair.number), pair.text); }
  void test_view(std::string_view text) noexcept(false) { assertTrue(text.empty()); }
};
TRIAL_VALUES(ValueTests, test_even, 1, 2, 2)
TRIAL_VALUES(ValueTests, test_later, "cat", "a::b/c", "dog")
TRIAL_VALUES(ValueTests, (test_pair, .todo = "one is wrong"), {1, "1"}, {2, "3"})
TRIAL_VALUES(ValueTests, test_view, "",
             std::string_view("a text that is longer than an id should be, "
                              "so that its end is cut off"))

#define ID(rest) "test_registration." rest

Events outcomesOfAll(std::initializer_list<const char*> ids) {
  Events all;
  for (const char* id : ids) {
    for (const auto& event : outcomesOf(id)) all.push_back(event);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RegistrationTests)

BOOST_AUTO_TEST_CASE(a_template_has_a_class_for_each_type) {
  trial::TestLoader loader;
  BOOST_TEST(idsOf(loader.loadByName(ID("OrderTests<std.deque<int>>"))) ==
                 (Events{ID("OrderTests<std.deque<int>>.test_first"),
                         ID("OrderTests<std.deque<int>>.test_last")}),
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOfAll({ID("OrderTests<std.list<int>>.test_first"),
                            ID("OrderTests<std.vector<int>>.test_last")}) ==
                 (Events{"success", "expected (they are in order) 2 != 1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(options_of_a_template_are_those_of_its_instances) {
  BOOST_TEST(
      outcomesOfAll({ID("inner.SlowTests<int>.test_own"), ID("inner.SlowTests<long>.test_general"),
                     ID("inner.SlowTests<char>.test_general")}) ==
          (Events{"success", "success", "success"}),
      boost::test_tools::per_element());
  BOOST_TEST(idsOf(trial::TestLoader().loadByName("test_registration")).size() > 1U);
}

BOOST_AUTO_TEST_CASE(a_type_may_have_commas) {
  BOOST_TEST(
      outcomesOfAll({ID("PairTests<std.map<int, std.pair<int, int>>>.test_size"),
                     ID("PairTests<std.string>.test_size")}) == (Events{"success", "success"}),
      boost::test_tools::per_element());
  using trial::detail::namesOfTypes;
  BOOST_TEST(namesOfTypes("(Bits<(1 > 2)>, Call<void(int, int)>, int)") ==
                 (Events{"Bits<(1 > 2)>", "Call<void(int, int)>", "int"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_class_may_be_registered_in_several_lines) {
  BOOST_TEST(idsOf(trial::TestLoader().loadByName(ID("ManyTests"))).size() == 344U);
  BOOST_TEST(outcomesOfAll({ID("ManyTests.test_one_more")}) == Events{"success"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_value_is_a_test_of_its_own) {
  trial::TestLoader loader;
  auto ids = idsOf(loader.loadByName(ID("ValueTests")));
  BOOST_TEST(ids == (Events{ID("ValueTests.test_even[1]"), ID("ValueTests.test_even[2]"),
                            ID("ValueTests.test_even[2]#2"), ID("ValueTests.test_later['a.b|c']"),
                            ID("ValueTests.test_later['cat']"), ID("ValueTests.test_later['dog']"),
                            ID("ValueTests.test_pair[1=1]"), ID("ValueTests.test_pair[2=3]"),
                            ID("ValueTests.test_view['']"),
                            ID("ValueTests.test_view['a text that is longer than an id should be, "
                               "so that its end...]")}),
             boost::test_tools::per_element());
  Events outcomes;
  for (const auto& id : ids) outcomes.push_back(outcomesOf(id).at(0));
  BOOST_TEST(outcomes == (Events{"failure trial.FailTest: 1 != 0", "success", "success", "success",
                                 "success", "failure trial.FailTest: 'a' not in 'dog'",
                                 "surprise (one is wrong)",
                                 "expected (one is wrong) '2' != '3'\n- 2\n+ 3\n", "success",
                                 "failure trial.FailTest: False is not true"}),
             boost::test_tools::per_element());
}

// Another process must find the test by its id: no addresses.
BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_printed_is_told_by_its_place) {
  trial::TestLoader loader;
  const auto ids = idsOf(loader.loadByName(ID("ShapeTests")));
  BOOST_TEST(ids == (Events{ID("ShapeTests.test_colour[3]"), ID("ShapeTests.test_colour[4]"),
                            ID("ShapeTests.test_opaque[#1]"), ID("ShapeTests.test_opaque[#2]"),
                            ID("ShapeTests.test_pointer[#1]"), ID("ShapeTests.test_some[#1]"),
                            ID("ShapeTests.test_some[#2]")}),
             boost::test_tools::per_element());
  BOOST_TEST(outcomesOfAll({ID("ShapeTests.test_opaque[#1]"), ID("ShapeTests.test_colour[4]")}) ==
                 (Events{"success",
                         "failure trial.FailTest: <Colour 4> != "
                         "<Colour 3>"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

#undef ID
