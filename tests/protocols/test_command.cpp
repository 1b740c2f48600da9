#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <protocols/command.hpp>
#include <protocols/error.hpp>

#include "support.hpp"

using namespace protocols;
using support::Hello;

namespace {

struct Everything : Command {
  static constexpr std::string_view commandName = "Every thing";
  using Arguments =
      Args<Arg<"integer", Integer>, Arg<"number", Float>, Arg<"flag", Boolean>,
           Arg<"bytes", String>, Arg<"text", Unicode>, Arg<"list", ListOf<NativeString>>,
           Arg<"maybe", Optional<Integer>>, Arg<"lists", ListOf<ListOf<Integer>>>,
           Arg<"maybeList", Optional<ListOf<Boolean>>>>;
};
struct Nothing : Command {};

struct Item {
  std::string name;
  std::optional<std::int64_t> count = std::nullopt;
  std::vector<std::string> tags{};
  using Layout =
      Fields<Field<"name", Unicode, &Item::name>, Field<"count", Optional<Integer>, &Item::count>,
             Field<"tags", ListOf<Unicode>, &Item::tags>>;
  friend bool operator==(const Item&, const Item&) = default;
};
struct Items : Command {
  using Arguments = Args<Arg<"items", AmpList<Item>>, Arg<"more", Optional<AmpList<Item>>>>;
  struct Response {
    std::vector<Item> items;
    using Layout = Fields<Field<"items", AmpList<Item>, &Response::items>>;
  };
};

/// A command with the errors of its base and one of its own.
struct Politer : Hello {
  using Errors = ErrorCodes<Hello::Errors, ErrorCode<support::FarewellError, "FAREWELL">>;
};
struct Plain : Hello {};

using E = Everything::Arguments;
static_assert(E::size == 9 && E::required == 8, "an optional one in the middle must be passed");
static_assert(Hello::Arguments::required == 1);
static_assert(Nothing::Arguments::required == 0);

// Types that can be passed, and types that would lose part of their value.
template <class... P>
constexpr bool helloTakes = Hello::Arguments::accept<P...>();
static_assert(helloTakes<std::string> && helloTakes<std::string_view> && helloTakes<const char*> &&
              helloTakes<char[4]>);
static_assert(helloTakes<std::string, int> && helloTakes<std::string, std::nullopt_t> &&
              helloTakes<std::string, std::optional<std::int64_t>> &&
              helloTakes<std::string, std::optional<int>>);
static_assert(!helloTakes<int> && !helloTakes<std::string, std::string> &&
              !helloTakes<std::string, bool> && !helloTakes<std::string, double> &&
              !helloTakes<std::string, std::uint64_t> &&
              !helloTakes<std::string, std::optional<double>>);
static_assert(!Boolean::accepts<int> && !Boolean::accepts<const char*> && Boolean::accepts<bool>);
static_assert(!Float::accepts<int> && Float::accepts<float> && Float::accepts<double>);

static_assert(describe<Nothing>.name == "Nothing");
static_assert(describe<Everything>.name == "Every thing");
static_assert(describe<Plain>.name == "Plain" && describe<Plain>.errorCount == 2);
static_assert(describe<Politer>.errorCount == 3);

std::string code(const CommandDescription& command, const reactor::Failure& failure) {
  for (std::size_t i = 0; i < command.errorCount; ++i) {
    if (command.errors[i].is(failure)) return std::string(command.errors[i].code);
  }
  return "";
}

template <class Arguments, class... P>
std::string written(const P&... arguments) {
  const auto parameters = Arguments::parameters(arguments...);
  std::string out;
  BoxWriter box(out, 10000, Arguments::present(parameters));
  Arguments::write(box, parameters);
  box.finish();
  return out.substr(lengthSize);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CommandTests)

BOOST_AUTO_TEST_CASE(every_kind_of_argument_comes_back_as_it_was_passed,
                     *boost::unit_test::label("MP-02")) {
  const std::vector<std::string> list{"", "b\xc3\xa4", std::string("\0x", 2)};
  const std::vector<std::vector<std::int64_t>> lists{{}, {1, -2}, {3}};
  const std::vector<bool> flags{true, false};
  const auto message =
      written<E>(-7, 2.5, true, std::string("\0\xff", 2), "text", list, std::nullopt, lists, flags);
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_TEST(box.find("maybe") == nullptr);
  const auto values = E::read(box, "Everything");
  BOOST_TEST(std::get<0>(values) == -7);
  BOOST_TEST(std::get<1>(values) == 2.5);
  BOOST_TEST(std::get<2>(values));
  BOOST_TEST(std::get<3>(values) == std::string("\0\xff", 2));
  BOOST_TEST(std::get<4>(values) == "text");
  BOOST_TEST(std::get<5>(values) == list, boost::test_tools::per_element());
  BOOST_TEST(!std::get<6>(values).has_value());
  BOOST_TEST((std::get<7>(values) == lists));
  BOOST_TEST((std::get<8>(values) == std::optional(flags)));
}

BOOST_AUTO_TEST_CASE(integers_and_floats_at_their_edges_come_back,
                     *boost::unit_test::label("MP-10")) {
  using Numbers = Args<Arg<"n", ListOf<Integer>>, Arg<"x", ListOf<Float>>>;
  const std::vector<std::int64_t> integers{std::numeric_limits<std::int64_t>::min(), -1, 0,
                                           std::numeric_limits<std::int64_t>::max()};
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> floats{infinity, -infinity, std::numeric_limits<double>::quiet_NaN()};
  const auto message = written<Numbers>(integers, floats);
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  const auto values = Numbers::read(box, "Numbers");
  BOOST_TEST(std::get<0>(values) == integers, boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(std::get<1>(values).size() == 3U);
  BOOST_TEST(std::get<1>(values)[0] == infinity);
  BOOST_TEST(std::get<1>(values)[1] == -infinity);
  BOOST_TEST(std::isnan(std::get<1>(values)[2]));
}

BOOST_AUTO_TEST_CASE(optional_arguments_at_the_end_may_be_left_out,
                     *boost::unit_test::label("AMP-28")) {
  ReceivedBox box;
  const auto without = written<Hello::Arguments>("x");
  BOOST_TEST(without == "\x81\xa4name\xa1x");
  BOOST_TEST(box.parse(without, Limits()) == "");
  BOOST_TEST(!std::get<1>(Hello::Arguments::read(box, "Hello")).has_value());
  const auto with = written<Hello::Arguments>("x", std::optional<std::int64_t>(3));
  BOOST_TEST(with == "\x82\xa4name\xa1x\xa5times\x03");
  BOOST_TEST(box.parse(with, Limits()) == "");
  BOOST_TEST(std::get<1>(Hello::Arguments::read(box, "Hello")).value() == 3);
}

BOOST_AUTO_TEST_CASE(a_missing_argument_is_named) {
  ReceivedBox box;
  BOOST_TEST(box.parse("\x80", Limits()) == "");
  BOOST_CHECK_EXCEPTION(
      (void)Hello::Arguments::read(box, "Hello"), InvalidSignature,
      [](const auto& error) { return std::string(error.what()) == "forgot name for Hello"; });
}

BOOST_AUTO_TEST_CASE(a_list_with_an_element_of_another_type_is_refused) {
  using Texts = Args<Arg<"l", ListOf<NativeString>>>;
  ReceivedBox box;
  BOOST_TEST(box.parse("\x81\xa1l\x92\xa1x\x01", Limits()) == "");
  BOOST_CHECK_THROW((void)Texts::read(box, "Texts"), InvalidSignature);
  BOOST_TEST(box.parse("\x81\xa1l\x92\xa1x\x91\xa1y", Limits()) == "");
  BOOST_CHECK_THROW((void)Texts::read(box, "Texts"), InvalidSignature);
}

BOOST_AUTO_TEST_CASE(received_text_is_what_the_peer_sent) {
  ReceivedBox box;
  BOOST_TEST(box.parse("\x81\xa4name\xa2x\xff", Limits()) == "");
  BOOST_TEST(std::get<0>(Hello::Arguments::read(box, "Hello")) == "x\xff");
}

BOOST_AUTO_TEST_CASE(structs_travel_as_maps, *boost::unit_test::label("MP-02")) {
  const std::vector<Item> items{{"one", 1, {"a", "b"}}, {"two"}};
  const auto message = written<Items::Arguments>(items);
  BOOST_TEST((message == std::string("\x81\xa5items\x92"
                                     "\x83\xa4name\xa3one\xa5"
                                     "count\x01\xa4tags\x92\xa1"
                                     "a\xa1"
                                     "b"
                                     "\x82\xa4name\xa3two\xa4tags\x90")));
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  const auto [back, more] = Items::Arguments::read(box, "Items");
  BOOST_TEST((back == items));
  BOOST_TEST(!more.has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_key_of_a_struct_is_ignored_whatever_it_holds,
                     *boost::unit_test::label("AMP-28")) {
  ReceivedBox box;
  const std::string message =
      "\x81\xa5items\x92\x84\xa1x\x92\x81\x01\x93\x01\x02\x03\x05\xa4name\xa1n\xa1y\x81\xa1z\xc0"
      "\xa4tags"
      "\x91\xa1t\x82\xa4tags\x90\xa4name\xa1m";
  BOOST_TEST(box.parse(message, Limits()) == "");
  const auto items = std::get<0>(Items::Arguments::read(box, "Items"));
  BOOST_TEST((items == std::vector<Item>{{"n", std::nullopt, {"t"}}, {"m"}}));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_struct_is_named, *boost::unit_test::label("MP-03")) {
  const auto refused = [](const std::string& list, const std::string& why) {
    ReceivedBox box;
    const auto message = "\x81\xa5items" + list;
    BOOST_TEST_REQUIRE(box.parse(message, Limits()) == "");
    const auto says = [&](const InvalidSignature& e) {
      return std::string(e.what()).find(why) != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(Items::Arguments::read(box, "Items"), InvalidSignature, says);
  };
  refused("\x91\x05", "items of Items is an integer, not a map");
  refused("\x91\x81\xa4name\xa1n", "tags");
  refused("\x91\x82\xa4name\x01\xa4tags\x90", "name of Items is an integer, not a text");
  refused("\x91\x82\xa4name\xa1n\xa4name\xa1n", "a key that comes twice");
  refused("\x91\x81\x01\x01", "items of Items is an integer, not a text");
  std::string many("\x91\xde\x01\x01", 4);
  for (int i = 0; i < 257; ++i) many += "\xa3" + std::to_string(100 + i) + "\x01";
  refused(many, "too many keys");
}

BOOST_AUTO_TEST_CASE(a_command_has_the_errors_of_its_base_and_its_own,
                     *boost::unit_test::label("AMP-11")) {
  const auto& politer = describe<Politer>;
  BOOST_TEST(code(politer, reactor::Failure(support::GreetingError(""))) == "GREETING");
  BOOST_TEST(code(politer, reactor::Failure(support::FarewellError(""))) == "FAREWELL");
  BOOST_TEST(code(politer, reactor::Failure(support::FatalError(""))) == "FATAL");
  BOOST_TEST(code(politer, reactor::Failure(std::runtime_error(""))) == "");
  BOOST_TEST(code(describe<Hello>, reactor::Failure(support::FarewellError(""))) == "");
}

BOOST_AUTO_TEST_SUITE_END()
