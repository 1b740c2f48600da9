#include <reactor/repr.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/failure.hpp>

using namespace reactor;

namespace samples {

struct Opaque {};
struct Shown {
  [[nodiscard]] std::string repr() const { return "<shown>"; }
};
struct Streamed {
  friend std::ostream& operator<<(std::ostream& out, const Streamed&) { return out << "streamed"; }
};

enum class Colour { red, green };
enum class Size : unsigned char { small = 'a' };

/// A range of its own type.
struct Tree {
  std::vector<Tree> branches;
  [[nodiscard]] auto begin() const { return branches.begin(); }
  [[nodiscard]] auto end() const { return branches.end(); }
};

}  // namespace samples

BOOST_AUTO_TEST_SUITE(ReprTests)

BOOST_AUTO_TEST_CASE(texts_are_quoted_as_python_quotes_them) {
  BOOST_TEST(repr(std::string("orange")) == "'orange'");
  BOOST_TEST(repr("orange") == "'orange'");
  BOOST_TEST(repr(std::string_view("")) == "''");
  BOOST_TEST(repr("it's") == "\"it's\"");
  BOOST_TEST(repr("it's \"so\"") == "'it\\'s \"so\"'");
  BOOST_TEST(repr("a\nb\tc\rd\\") == "'a\\nb\\tc\\rd\\\\'");
  BOOST_TEST(repr(std::string("\x01\x7f", 2)) == "'\\x01\\x7f'");
  BOOST_TEST(repr(std::string("a\0b", 3)) == "'a\\x00b'");
  BOOST_TEST(repr("gr\xc3\xbc\xc3\x9f") == "'gr\xc3\xbc\xc3\x9f'");
  BOOST_TEST(repr('x') == "'x'");
  const char* none = nullptr;
  BOOST_TEST(repr(none) == "None");
}

BOOST_AUTO_TEST_CASE(numbers_are_as_in_python) {
  BOOST_TEST(repr(5) == "5");
  BOOST_TEST(repr(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  BOOST_TEST(repr(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
  BOOST_TEST(repr(true) == "True");
  BOOST_TEST(repr(false) == "False");
  BOOST_TEST(repr(0.5) == "0.5");
  BOOST_TEST(repr(10.0) == "10.0");
  BOOST_TEST(repr(-0.1f) == repr(static_cast<double>(-0.1f)));
  BOOST_TEST(repr(std::nan("")) == "nan");
  BOOST_TEST(repr(-std::numeric_limits<double>::infinity()) == "-inf");
  BOOST_TEST(repr(1e300) == "1e+300");
  BOOST_TEST(repr(1e-8) == "1e-08");
  BOOST_TEST(repr(123456789.0) == "123456789.0");
  BOOST_TEST(repr(1e15) == "1000000000000000.0");
  BOOST_TEST(repr(1e16) == "1e+16");
  BOOST_TEST(repr(0.0001) == "0.0001");
  BOOST_TEST(repr(0.00001) == "1e-05");
}

BOOST_AUTO_TEST_CASE(collections_show_their_items) {
  BOOST_TEST(repr(std::vector<int>{1, 2}) == "[1, 2]");
  BOOST_TEST(repr(std::vector<std::string>()) == "[]");
  BOOST_TEST(repr(std::vector<bool>{true, false}) == "[True, False]");
  BOOST_TEST(repr(std::set<std::string>{"b", "a"}) == "{'a', 'b'}");
  BOOST_TEST(repr(std::map<std::string, int>{{"b", 2}, {"a", 1}}) == "{'a': 1, 'b': 2}");
  BOOST_TEST(repr(std::map<int, int>{}) == "{}");
  BOOST_TEST(repr(std::tuple<int, std::string>(1, "a")) == "(1, 'a')");
  BOOST_TEST(repr(std::tuple<int>(1)) == "(1,)");
  BOOST_TEST(repr(std::tuple<>()) == "()");
  BOOST_TEST(repr(std::pair<bool, int>(true, 2)) == "(True, 2)");
  BOOST_TEST(repr(std::vector<std::pair<int, std::string>>{{1, "x"}}) == "[(1, 'x')]");
}

BOOST_AUTO_TEST_CASE(none_is_none) {
  BOOST_TEST(repr(nullptr) == "None");
  BOOST_TEST(repr(std::nullopt) == "None");
  BOOST_TEST(repr(std::optional<int>()) == "None");
  BOOST_TEST(repr(std::optional<int>(3)) == "3");
}

BOOST_AUTO_TEST_CASE(objects_show_what_they_can) {
  BOOST_TEST(repr(samples::Shown()) == "<shown>");
  BOOST_TEST(repr(samples::Streamed()) == "streamed");
  const samples::Opaque opaque;
  BOOST_TEST(repr(opaque).find("<samples.Opaque object at 0x") == 0U);
  BOOST_TEST(repr(Failure(std::runtime_error("x"))) == "<reactor.Failure std.runtime_error: x>");
  BOOST_TEST(repr(std::filesystem::path("a/b")) == "\"a/b\"");
}

BOOST_AUTO_TEST_CASE(enumerations_show_their_number) {
  BOOST_TEST(repr(samples::Colour::green) == "<samples.Colour 1>");
  BOOST_TEST(repr(samples::Size::small) == "<samples.Size 97>");
  BOOST_TEST(repr(std::vector{samples::Colour::red}) == "[<samples.Colour 0>]");
}

BOOST_AUTO_TEST_CASE(arrays_show_their_items) {
  const int numbers[] = {1, 2};
  BOOST_TEST(repr(numbers) == "[1, 2]");
  const char letters[] = {'a', 'b'};  // not a C string: it has no NUL at its end
  BOOST_TEST(repr(letters) == "'ab'");
  const char room[8] = "ab";
  BOOST_TEST(repr(room) == "'ab'");
}

BOOST_AUTO_TEST_CASE(it_is_known_what_shows_its_value) {
  using samples::Opaque;
  BOOST_TEST((Printable<std::vector<int>> && Printable<samples::Colour> && Printable<int*>));
  BOOST_TEST((!Printable<Opaque> && !Printable<std::vector<Opaque>>));
  BOOST_TEST((!Printable<std::optional<Opaque>> && !Printable<std::map<int, Opaque>>));
  BOOST_TEST((Printable<samples::Tree> && !Printable<std::tuple<int, Opaque>>));
  BOOST_TEST((PrintableEverywhere<std::vector<int>> && PrintableEverywhere<const char*>));
  BOOST_TEST((!PrintableEverywhere<int*> && !PrintableEverywhere<std::vector<int*>>));
  BOOST_TEST(!PrintableEverywhere<std::shared_ptr<int>>);
}

BOOST_AUTO_TEST_SUITE_END()
