// Every assertion fails here: `trial-dist test_messages` prints all their messages.
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <reactor/defer.hpp>
#include <reactor/log.hpp>
#include <trial/unittest.hpp>

using reactor::Deferred;

struct Point {
  int x;
  int y;
  std::string repr() const { return "(" + std::to_string(x) + "|" + std::to_string(y) + ")"; }
  bool operator==(const Point&) const = default;
};
struct Opaque {
  int value;
  bool operator==(const Opaque&) const = default;
};
struct Shape {
  virtual ~Shape() = default;
};
struct Circle : Shape {};
struct Square : Shape {};

enum class Colour { red, green };

class MessageTests : public trial::TestCase {
 public:
  void test_01_fail() { fail("a text of my own"); }
  void test_02_true() { assertTrue(1 > 2); }
  void test_03_true_and_a_text() { assertTrue(false, "the door is open"); }
  void test_04_false() { assertFalse(std::optional<int>(5).has_value()); }
  void test_05_numbers() { assertEqual(2 + 2, 5); }
  void test_06_floats() { assertEqual(0.1 + 0.2, 0.3); }
  void test_07_strings() { assertEqual(std::string("left"), "right"); }
  void test_08_lines() { assertEqual("one\ntwo\nthree\n", "one\n2\nthree\nfour\n"); }
  void test_09_long_strings() {
    const std::string text(200, 'x');
    assertEqual(text + "and so on", text + "and no more");
  }
  void test_10_vectors() { assertEqual(std::vector{1, 2, 3}, std::vector{1, 5, 3}); }
  void test_11_lengths() { assertEqual(std::vector{1, 2}, std::vector{1, 2, 3}); }
  void test_12_maps() {
    assertEqual(std::map<std::string, int>{{"Ann", 30}, {"Bob", 4}},
                std::map<std::string, int>{{"Ann", 30}, {"Bob", 5}});
  }
  void test_13_sets() { assertEqual(std::set{1, 2, 3}, std::set{1, 3, 4}); }
  void test_14_tuples() { assertEqual(std::tuple(1, "a"), std::tuple(1, "b")); }
  void test_15_a_type_with_repr() { assertEqual(Point{1, 2}, Point{1, 3}); }
  void test_16_a_type_that_cannot_be_printed() { assertEqual(Opaque{1}, Opaque{2}); }
  void test_17_a_text_of_ones_own() { assertEqual(6 * 9, 42, "the answer"); }
  void test_18_not_equal() { assertNotEqual(1, 1); }
  void test_19_is() { assertIs(std::make_shared<int>(1), std::shared_ptr<int>()); }
  void test_20_is_not() {
    const int one = 1;
    assertIsNot(one, one);
  }
  void test_21_is_none() { assertIsNone(std::optional(5)); }
  void test_22_is_not_none() { assertIsNotNone(std::optional<int>()); }
  void test_23_in() { assertIn(7, std::vector{1, 2, 3}); }
  void test_24_not_in() { assertNotIn("key", std::map<std::string, int>{{"key", 1}}); }
  void test_25_substring() { assertSubstring("team", "there is no I in it"); }
  void test_26_almost() { assertAlmostEqual(1.0, 1.001); }
  void test_27_not_almost() { assertNotAlmostEqual(1.0, 1.00000001); }
  void test_28_approximates() { assertApproximates(10, 13, 2); }
  void test_29_instance() { assertIsInstance<Circle>(Shape()); }
  void test_30_not_instance() { assertNotIsInstance<Shape>(Circle()); }
  void test_31_greater() { assertGreater(1, 2); }
  void test_32_greater_equal() { assertGreaterEqual(1, 2); }
  void test_33_less() { assertLess(2, 1); }
  void test_34_less_equal() { assertLessEqual(2, 1); }
  void test_35_regex() { assertRegex("some text", "^text"); }
  void test_36_not_regex() { assertNotRegex("some text", "text$"); }
  void test_37_raises_nothing() {
    assertRaises<std::out_of_range>([] { return std::vector{1, 2}.at(1); });
  }
  void test_38_raises_another() {
    assertRaises<std::out_of_range>([] { throw std::invalid_argument("no such colour"); });
  }
  auto test_39_failure_of_a_success() {
    return assertFailure<std::out_of_range>(reactor::succeed(5));
  }
  auto test_40_another_failure() {
    return assertFailure<std::out_of_range>(reactor::fail<int>(std::runtime_error("broken")));
  }
  void test_41_no_success_yet() { successResultOf(Deferred<int>()); }
  void test_42_a_failure_for_a_success() {
    successResultOf(reactor::fail<int>(std::runtime_error("broken")));
  }
  void test_43_no_failure_yet() { failureResultOf(Deferred<int>()); }
  void test_44_a_success_for_a_failure() { failureResultOf(reactor::succeed(5)); }
  void test_45_a_failure_of_another_type() {
    failureResultOf<std::out_of_range>(reactor::fail<int>(std::runtime_error("broken")));
  }
  void test_46_a_result() { assertNoResult(reactor::succeed(std::string("early"))); }
  void test_47_no_warning() {
    assertWarns("UserWarning", "careful", "file.cpp", [] {});
  }
  void test_48_another_warning() {
    assertWarns("UserWarning", "careful", "file.cpp", [] {
      reactor::log::warn("carefully", {"UserWarning", "file.cpp", 3});
    });
  }
  void test_49_not_deprecated() {
    callDeprecated("1.2", [] {});
  }
  void test_50_an_enumeration() { assertEqual(Colour::red, Colour::green); }
  void test_51_arrays() {
    const int first[] = {1, 2};
    const int second[] = {1, 3};
    assertEqual(first, second);
  }
  void test_52_what_is_invisible() { assertEqual("one\r\ntwo\n", "one\ntwo"); }
  void test_53_several_of_a_key() {
    assertEqual(std::multimap<int, char>{{1, 'a'}, {1, 'b'}},
                std::multimap<int, char>{{1, 'a'}, {1, 'c'}});
  }
  void test_54_one_that_cannot_be_printed() {
    assertIsNone(std::optional(Opaque{1}), "and a text of my own");
  }
  void test_55_instance_of_several() { assertIsInstance<Circle, Square>(Shape()); }
  void test_56_signs() { assertGreater(-1, std::vector{1, 2}.size()); }
};
TRIAL_TESTS(MessageTests, test_01_fail, test_02_true, test_03_true_and_a_text, test_04_false,
            test_05_numbers, test_06_floats, test_07_strings, test_08_lines, test_09_long_strings,
            test_10_vectors, test_11_lengths, test_12_maps, test_13_sets, test_14_tuples,
            test_15_a_type_with_repr, test_16_a_type_that_cannot_be_printed,
            test_17_a_text_of_ones_own, test_18_not_equal, test_19_is, test_20_is_not,
            test_21_is_none, test_22_is_not_none, test_23_in, test_24_not_in, test_25_substring,
            test_26_almost, test_27_not_almost, test_28_approximates, test_29_instance,
            test_30_not_instance, test_31_greater, test_32_greater_equal, test_33_less,
            test_34_less_equal, test_35_regex, test_36_not_regex, test_37_raises_nothing,
            test_38_raises_another, test_39_failure_of_a_success, test_40_another_failure,
            test_41_no_success_yet, test_42_a_failure_for_a_success, test_43_no_failure_yet,
            test_44_a_success_for_a_failure, test_45_a_failure_of_another_type, test_46_a_result,
            test_47_no_warning, test_48_another_warning, test_49_not_deprecated,
            test_50_an_enumeration, test_51_arrays, test_52_what_is_invisible,
            test_53_several_of_a_key, test_54_one_that_cannot_be_printed,
            test_55_instance_of_several, test_56_signs)
