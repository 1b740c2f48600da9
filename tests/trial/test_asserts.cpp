// The assertions: what they return, and the texts with which they fail.
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/detail/assertnames.hpp>

#include "texts.hpp"

using boost::unit_test::label;
using texts::failing;
using trial::FailTest;

namespace {

struct Unprintable {
  bool operator==(const Unprintable&) const { return false; }
};

struct Base {
  virtual ~Base() = default;
};
struct Derived : Base {};
struct Other : Base {};

}  // namespace

BOOST_AUTO_TEST_SUITE(AssertTests)

using Assertions = trial::AssertionNames;

BOOST_AUTO_TEST_CASE(a_failed_assertion_throws_the_failure_exception, *label("AS-01")) {
  BOOST_TEST(failing([] { Assertions::fail("my own text"); }) == "my own text");
  BOOST_TEST(failing([] { Assertions::assertIs(1, 2, "my own text"); }) == "my own text");
  BOOST_TEST(failing([] { Assertions::assertIn('x', "abc", "my own text"); }) == "my own text");
  BOOST_TEST(failing([] { Assertions::assertEqual(1, 2, "my own text"); }) ==
             "1 != 2 : my own text");
}

BOOST_AUTO_TEST_CASE(the_failure_knows_the_place_of_the_call, *label("AS-01")) {
  int line = 0;
  try {
    line = __LINE__ + 1;
    Assertions::assertEqual(1, 2);
  } catch (const FailTest&) {
    const trial::Failure failure;
    BOOST_TEST_REQUIRE(failure.frames().size() == 1U);
    BOOST_TEST(failure.frames()[0].file == __FILE__);
    BOOST_TEST(failure.frames()[0].line == line);
    BOOST_TEST(failure.frames()[0].function == __func__);
  }
  BOOST_TEST(line != 0);
}

BOOST_AUTO_TEST_CASE(assertions_return_what_they_checked, *label("AS-02")) {
  std::string text = "a";
  BOOST_TEST(&Assertions::assertEqual(text, "a") == &text);
  const auto moved = Assertions::assertNotEqual(std::make_unique<int>(3), nullptr);
  BOOST_TEST(*moved == 3, "a temporary comes back by value");
  BOOST_TEST(*Assertions::assertIsNot(std::make_unique<int>(4), nullptr) == 4);
  static_assert(!std::is_reference_v<decltype(Assertions::assertIs(1, 1))>);
  BOOST_TEST(&Assertions::assertIs(text, text) == &text);
  BOOST_TEST(Assertions::assertTrue(7) == 7);
  BOOST_TEST(Assertions::assertFalse(0) == 0);
  const auto raised =
      Assertions::assertRaises<std::runtime_error>([] { throw std::range_error("out of it"); });
  BOOST_TEST(raised->what() == "out of it");
  BOOST_TEST(raised.failure().type() == "std.range_error");
}

BOOST_AUTO_TEST_CASE(default_texts_show_both_values, *label("AS-03")) {
  BOOST_TEST(failing([] {
               Assertions::assertEqual(std::vector{1, 2}, std::vector{1});
             }) == "[1, 2] != [1]\nonly in the first: [1] 2");
  BOOST_TEST(failing([] { Assertions::assertNotEqual("a", std::string("a")); }) == "'a' == 'a'");
  BOOST_TEST(failing([] { Assertions::assertIs(1, 1); }) == "1 is not 1");
  BOOST_TEST(failing([] {
               const int n = 1;
               Assertions::assertIsNot(n, n);
             }) == "1 is 1");
  BOOST_TEST(failing([] { Assertions::assertIn("x", "abc"); }) == "'x' not in 'abc'");
  BOOST_TEST(failing([] { Assertions::assertNotIn(2, std::set{1, 2}); }) == "2 in {1, 2}");
  BOOST_TEST(failing([] { Assertions::assertAlmostEqual(1.0, 1.1); }) ==
             "1.0 != 1.1 within 7 places");
  BOOST_TEST(failing([] { Assertions::assertNotAlmostEqual(1.0, 1.00001, 4); }) ==
             "1.0 == 1.00001 within 4 places");
  BOOST_TEST(failing([] { Assertions::assertTrue(false, "call 3"); }) ==
             "False is not true : call 3");
  BOOST_TEST(failing([] { Assertions::assertFalse(1); }) == "1 is not false");
}

BOOST_AUTO_TEST_CASE(an_instance_is_asked_for_its_type, *label("AS-03")) {
  const std::unique_ptr<Base> object = std::make_unique<Derived>();
  Assertions::assertIsInstance<Derived>(object);
  const std::unique_ptr<Base> plain = std::make_unique<Base>();
  BOOST_TEST(failing([&plain] {
               Assertions::assertIsInstance<Derived>(plain);
             }).find(" is not an instance of ") != std::string::npos);
  Assertions::assertIsInstance<Other, Derived>(object);
  Assertions::assertNotIsInstance<Other, Derived>(plain);
  BOOST_TEST(failing([&plain] {
               Assertions::assertIsInstance<Other, Derived>(plain, "of two");
             }).ends_with(" is not an instance of (Other, Derived): of two"));
  BOOST_TEST(failing([&object] {
               Assertions::assertNotIsInstance<Other, Base>(object);
             }).ends_with(" is an instance of (Other, Base)"));
}

BOOST_AUTO_TEST_CASE(texts_that_differ_are_shown_line_by_line, *label("AS-03")) {
  BOOST_TEST(failing([] { Assertions::assertEqual("left", "right"); }) ==
             "'left' != 'right'\n- left\n+ right\n");
  BOOST_TEST(failing([] { Assertions::assertEqual("a\nb\nc\n", "a\nc\nd\n"); }) ==
             "'a\\nb\\nc\\n' != 'a\\nc\\nd\\n'\n  a\n- b\n  c\n+ d\n");
}

// A terminal would obey them, and what is seen would be the same on both sides.
BOOST_AUTO_TEST_CASE(what_is_invisible_in_a_text_is_shown) {
  const auto text = [](const std::string& a, const std::string& b) {
    return failing([&] { Assertions::assertEqual(a, b); });
  };
  BOOST_TEST(text("a\r\nb\n", "a\nb\n") == "'a\\r\\nb\\n' != 'a\\nb\\n'\n- a\\r\n+ a\n  b\n");
  BOOST_TEST(text({"a\0b", 3}, "\x1b[1m").ends_with("\n- a\\x00b\n+ \\x1b[1m\n"));
  BOOST_TEST(text("\xff\xfe gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f") ==
             "'\\xff\\xfe gr\xc3\xbc\xc3\x9f' != 'gr\xc3\xbc\xc3\x9f'\n- \\xff\\xfe "
             "gr\xc3\xbc\xc3\x9f\n+ gr\xc3\xbc\xc3\x9f\n");
  BOOST_TEST(text("a\n", "a") == "'a\\n' != 'a'\n- a\n+ a\n(the second ends without a newline)\n");
  BOOST_TEST(text("x\ny", "x\nz\n") ==
             "'x\\ny' != 'x\\nz\\n'\n  x\n- y\n+ z\n(the first ends without a newline)\n");
}

BOOST_AUTO_TEST_CASE(containers_that_differ_show_where) {
  using Ints = std::vector<int>;
  using Ages = std::map<std::string, int>;
  const auto text = [](const auto& a, const auto& b) {
    return failing([&] { Assertions::assertEqual(a, b); });
  };
  BOOST_TEST(text(Ints{1, 2, 3}, Ints{1, 5, 3}) ==
             "[1, 2, 3] != [1, 5, 3]\nfirst difference at [1]: 2 != 5");
  BOOST_TEST(text(Ints{1}, Ints{1, 5}) == "[1] != [1, 5]\nonly in the second: [1] 5");
  BOOST_TEST(text(Ints{1, 5}, Ints{}) == "[1, 5] != []\nonly in the first: [0] 1");
  BOOST_TEST(text(Ages{{"Ann", 30}, {"Bob", 4}}, Ages{{"Ann", 30}, {"Bob", 5}})
                 .ends_with("\nfirst difference at ['Bob']: 4 != 5"));
  BOOST_TEST(text(Ages{{"Ann", 30}}, Ages{}).ends_with("\nonly in the first: 'Ann'"));
  BOOST_TEST(text(Ages{}, Ages{{"Ann", 30}}).ends_with("\nonly in the second: 'Ann'"));
  BOOST_TEST(text(std::set<int>{1, 2}, std::set<int>{1, 3}).ends_with("\nonly in the first: 2"));
  BOOST_TEST(text(std::multiset<int>{1, 2, 2}, std::multiset<int>{1, 2})
                 .ends_with("\nfirst difference at [2]: [2, 2] != [2]"));
  using Tags = std::multimap<int, std::string>;
  BOOST_TEST(text(Tags{{1, "a"}, {1, "b"}}, Tags{{1, "a"}, {1, "c"}})
                 .ends_with("\nfirst difference at [1]: ['a', 'b'] != ['a', 'c']"));
  BOOST_TEST(text(Tags{{1, "a"}}, Tags{{1, "a"}, {2, "a"}}).ends_with("\nonly in the second: 2"));
  using Bag = std::unordered_multimap<int, int>;
  BOOST_TEST(text(Bag{{1, 2}, {1, 3}, {2, 0}}, Bag{{1, 3}, {1, 2}, {2, 1}})
                 .ends_with("\nfirst difference at [2]: [0] != [1]"));
}

BOOST_AUTO_TEST_CASE(long_texts_that_differ_show_where) {
  const std::string first(5000, 'x');
  auto second = first;
  second[4990] = 'y';
  const auto text = failing([&] { Assertions::assertEqual(first, second); });
  BOOST_TEST(text.find("\nfirst difference at [4990]: 'xxxxxxxxxx' != 'yxxxxxxxxx'\n- x") !=
             std::string::npos);
  BOOST_TEST(failing([&] {
               Assertions::assertEqual(first, first + "y");
             }).find("\nfirst difference at [5000]: '' != 'y'\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(further_comparisons, *label("AS-03")) {
  BOOST_TEST(Assertions::assertGreaterEqual(2, 2) == 2);
  BOOST_TEST(Assertions::assertLessEqual(2, 2) == 2);
  BOOST_TEST(failing([] { Assertions::assertGreaterEqual(1, 2); }) ==
             "1 not greater than or equal to 2");
  BOOST_TEST(failing([] { Assertions::assertLessEqual(2, 1); }) == "2 not less than or equal to 1");
  Assertions::assertNotRegex("abc", "^b");
  BOOST_TEST(failing([] { Assertions::assertNotRegex("abc", "b"); }) ==
             "Regex matched: 'b' found in 'abc'");
  const std::optional<int> none;
  const int number = 5;
  Assertions::assertIsNone(none);
  Assertions::assertIsNone(static_cast<const int*>(nullptr));
  BOOST_TEST(*Assertions::assertIsNotNone(&number) == 5);
  BOOST_TEST(failing([] { Assertions::assertIsNone(std::optional(5)); }) == "5 is not None");
  BOOST_TEST(failing([&] { Assertions::assertIsNotNone(none); }) == "unexpectedly None");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_printed_is_shown_by_its_type, *label("AS-03")) {
  const auto text = failing([] { Assertions::assertEqual(Unprintable(), Unprintable()); });
  BOOST_TEST(text.find("Unprintable") != std::string::npos);
  BOOST_TEST(text.find(" != ") != std::string::npos);
  BOOST_TEST(text.ends_with(", which has neither operator<< nor repr()>"), text);
  const auto part = failing([] {
    Assertions::assertEqual(std::tuple(Unprintable(), "a>b"), std::tuple(Unprintable(), "c"));
  });
  BOOST_TEST(part.starts_with("(<Unprintable object at 0x"), part);
  BOOST_TEST(
      part.find(", which has neither operator<< nor repr()>, 'a>b') != (<") != std::string::npos,
      part);
  const auto some = failing([] { Assertions::assertIsNone(std::optional(Unprintable())); });
  BOOST_TEST(some.ends_with(", which has neither operator<< nor repr()> is not None"), some);
}

BOOST_AUTO_TEST_CASE(equality_is_of_values) {
  Assertions::assertEqual(std::size_t{3}, 3);
  BOOST_TEST(failing([] { Assertions::assertEqual(-1, ~0U); }) == "-1 != 4294967295");
  const char array[] = "text";
  Assertions::assertEqual(array, "text");
  Assertions::assertEqual(static_cast<const char*>(nullptr), static_cast<const char*>(nullptr));
  BOOST_TEST(failing([] { Assertions::assertEqual("text", static_cast<const char*>(nullptr)); }) !=
             "passed");
  Assertions::assertIn("key", std::map<std::string, int>{{"key", 1}});
  Assertions::assertIn(2, std::list<long>{1, 2});
  Assertions::assertSubstring("ell", "hello");
}

BOOST_AUTO_TEST_CASE(integers_of_any_signs_are_compared_by_their_value) {
  using A = Assertions;
  const std::vector<int> two{1, 2};
  A::assertLess(-1, two.size());
  A::assertLessEqual(-1, two.size());
  A::assertGreater(two.size(), -1);
  A::assertGreaterEqual(two.size(), -1);
  BOOST_TEST(failing([&] { A::assertLess(two.size(), -1); }) == "2 not less than -1");
  BOOST_TEST(failing([&] { A::assertLessEqual(two.size(), -1); }) ==
             "2 not less than or equal to -1");
  BOOST_TEST(failing([&] { A::assertGreater(-1, two.size()); }) == "-1 not greater than 2");
  BOOST_TEST(failing([&] { A::assertGreaterEqual(-1, two.size()); }) ==
             "-1 not greater than or equal to 2");
  A::assertAlmostEqual(std::size_t{3}, 3);
  BOOST_TEST(failing([] { A::assertAlmostEqual(std::size_t{3}, std::size_t{4}); }) ==
             "3 != 4 within 7 places");
}

BOOST_AUTO_TEST_CASE(texts_are_compared_by_their_characters) {
  using A = Assertions;
  A::assertLess("abc", "abd");
  A::assertGreater(std::string("b"), "a");
  BOOST_TEST(failing([] { A::assertLess("b", "a"); }) == "'b' not less than 'a'");
  const char* none = nullptr;
  BOOST_TEST(failing([&] { A::assertIn("a", none); }) == "'a' not in None");
  BOOST_TEST(failing([&] { A::assertIn(none, "a"); }) == "None not in 'a'");
  const char letters[] = {'a', 'b'};  // no text of C's
  A::assertEqual(letters, "ab");
  A::assertIn('b', letters);
}

BOOST_AUTO_TEST_CASE(arrays_are_compared_item_by_item) {
  using A = Assertions;
  const int first[] = {1, 2};
  const int second[] = {1, 2};
  const long third[] = {1, 3};
  A::assertEqual(first, second);
  A::assertEqual(first, std::vector{1, 2});
  BOOST_TEST(failing([&] { A::assertNotEqual(first, second); }) == "[1, 2] == [1, 2]");
  BOOST_TEST(failing([&] { A::assertEqual(first, third); }) ==
             "[1, 2] != [1, 3]\nfirst difference at [1]: 2 != 3");
  A::assertIn(2, first);
}

BOOST_AUTO_TEST_CASE(a_call_must_raise_what_is_expected, *label("AS-04")) {
  BOOST_TEST(failing([] { Assertions::assertRaises<std::logic_error>([] { return 5; }); }) ==
             "std.logic_error not raised (5 returned)");
  BOOST_TEST(failing([] { Assertions::assertRaises<std::logic_error>([] {}); }) ==
             "std.logic_error not raised (None returned)");
  const auto other = failing([] {
    Assertions::assertRaises<std::logic_error>([] { throw std::runtime_error("something else"); });
  });
  BOOST_TEST(other.starts_with("std.runtime_error raised instead of std.logic_error:\n Traceback"));
  BOOST_TEST(other.find("std.runtime_error: something else") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(approximate_values_may_differ_by_the_tolerance, *label("AS-05")) {
  Assertions::assertApproximates(10, 12, 2);
  Assertions::assertApproximates(std::size_t{3}, std::size_t{4}, 1);
  Assertions::assertApproximates(-1, 1U, 2.0);
  BOOST_TEST(failing([] { Assertions::assertApproximates(std::size_t{3}, 5, 1); }) == "3 ~== 5");
  static constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  BOOST_TEST(failing([] { Assertions::assertApproximates(-2, most, 3); }) != "passed");
  BOOST_TEST(failing([] { Assertions::assertApproximates(10, 13, 2); }) == "10 ~== 13");
  BOOST_TEST(failing([] { Assertions::assertApproximates(0.0, std::stod("nan"), 1); }) != "passed");
}

BOOST_AUTO_TEST_CASE(older_names_are_the_newer_assertions, *label("AS-10")) {
  using A = Assertions;
  BOOST_TEST(failing([] { A::assert_(false); }) == "False is not true");
  BOOST_TEST(failing([] { A::failUnless(false); }) == "False is not true");
  BOOST_TEST(failing([] { A::failUnlessTrue(false); }) == "False is not true");
  BOOST_TEST(failing([] { A::assertNot(true); }) == "True is not false");
  BOOST_TEST(failing([] { A::failIf(true); }) == "True is not false");
  BOOST_TEST(failing([] { A::failUnlessFalse(true); }) == "True is not false");
  BOOST_TEST(failing([] { A::assertEquals(1, 2); }) == "1 != 2");
  BOOST_TEST(failing([] { A::failUnlessEqual(1, 2); }) == "1 != 2");
  BOOST_TEST(failing([] { A::failUnlessEquals(1, 2); }) == "1 != 2");
  BOOST_TEST(failing([] { A::assertNotEquals(1, 1); }) == "1 == 1");
  BOOST_TEST(failing([] { A::failIfEqual(1, 1); }) == "1 == 1");
  BOOST_TEST(failing([] { A::failIfEquals(1, 1); }) == "1 == 1");
  BOOST_TEST(failing([] { A::assertIdentical(1, 2); }) == "1 is not 2");
  BOOST_TEST(failing([] { A::failUnlessIdentical(1, 2); }) == "1 is not 2");
  const int one = 1;
  BOOST_TEST(failing([&] { A::assertNotIdentical(one, one); }) == "1 is 1");
  BOOST_TEST(failing([&] { A::failIfIdentical(one, one); }) == "1 is 1");
  BOOST_TEST(failing([] { A::failUnlessIn("x", "abc"); }) == "'x' not in 'abc'");
  BOOST_TEST(failing([] { A::failIfIn("a", "abc"); }) == "'a' in 'abc'");
  BOOST_TEST(failing([] { A::failUnlessSubstring("x", "abc"); }) == "'x' not in 'abc'");
  BOOST_TEST(failing([] { A::failIfSubstring("a", "abc"); }) == "'a' in 'abc'");
  for (const auto& text : {failing([] { A::assertAlmostEquals(1.0, 2.0); }),
                           failing([] { A::failUnlessAlmostEqual(1.0, 2.0); }),
                           failing([] { A::failUnlessAlmostEquals(1.0, 2.0); })}) {
    BOOST_TEST(text == "1.0 != 2.0 within 7 places");
  }
  for (const auto& text : {failing([] { A::assertNotAlmostEquals(1.0, 1.0); }),
                           failing([] { A::failIfAlmostEqual(1.0, 1.0); }),
                           failing([] { A::failIfAlmostEquals(1.0, 1.0); })}) {
    BOOST_TEST(text == "1.0 == 1.0 within 7 places");
  }
  BOOST_TEST(failing([] { A::failUnlessApproximates(1, 5, 2); }) == "1 ~== 5");
  BOOST_TEST(failing([] { A::failUnlessIsInstance<Derived>(Base()); }) != "passed");
  BOOST_TEST(failing([] { A::failIfIsInstance<Base>(Derived()); }) != "passed");
  BOOST_TEST(failing([] { A::failUnlessRaises<std::logic_error>([] {}); }) ==
             "std.logic_error not raised (None returned)");
  for (const auto& text :
       {failing([] { A::assertDictEqual(1, 2); }), failing([] { A::assertListEqual(1, 2); }),
        failing([] { A::assertSequenceEqual(1, 2); }), failing([] { A::assertSetEqual(1, 2); }),
        failing([] { A::assertTupleEqual(1, 2); }),
        failing([] { A::assertMultiLineEqual(1, 2); })}) {
    BOOST_TEST(text == "1 != 2");
  }
  try {
    A::assertEquals(1, 2);
  } catch (const FailTest& error) {
    BOOST_TEST(error.frames()[0].file == __FILE__, "the place is that of the call");
  }
}

BOOST_AUTO_TEST_SUITE_END()
