#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <protocols/detail/msgpack.hpp>
#include <protocols/error.hpp>

namespace data = boost::unit_test::data;
using protocols::BoxValue;
using protocols::BoxWriter;
using protocols::InvalidSignature;
using protocols::Limits;
using protocols::ReceivedBox;
using protocols::TooLong;
using protocols::ValueReader;

namespace {

constexpr std::size_t roomy = 1 << 20;

/// The message that `write` writes, without its length.
template <class F>
std::string body(std::size_t fields, F write) {
  std::string out;
  BoxWriter box(out, roomy, fields);
  write(box);
  box.finish();
  return out.substr(protocols::lengthSize);
}

std::string problem(const std::string& message, const Limits& limits = Limits()) {
  ReceivedBox box;
  return std::string(box.parse(message, limits));
}

ValueReader reader(const ReceivedBox& box, std::string_view key) {
  const auto* value = box.find(key);
  BOOST_TEST_REQUIRE(value != nullptr);
  return {value, "Command", key};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(MsgpackTests)

BOOST_AUTO_TEST_CASE(a_message_is_a_big_endian_length_and_one_map,
                     *boost::unit_test::label("MP-01") * boost::unit_test::label("MP-04")) {
  std::string out = "before";
  {
    BoxWriter box(out, roomy, 2);
    box.key("_command");
    box.text("Run");
    box.key("_ask");
    box.unsignedInteger(1);
    box.finish();
  }
  const std::string map = "\x82\xa8_command\xa3Run\xa4_ask\x01";
  BOOST_TEST(out == "before" + std::string("\0\0\0", 3) + static_cast<char>(map.size()) + map);
}

BOOST_AUTO_TEST_CASE(values_keep_their_type_on_the_wire, *boost::unit_test::label("MP-02")) {
  const auto message = body(7, [](BoxWriter& box) {
    box.key("i");
    box.integer(-5);
    box.key("f");
    box.real(1.5);
    box.key("b");
    box.boolean(true);
    box.key("t");
    box.text("text");
    box.key("s");
    box.bytes("\xff\x01");
    box.key("l");
    box.array(2);
    box.integer(1);
    box.integer(300);
    box.key("n");
    box.boolean(false);
  });
  const std::string expected =
      "\x87\xa1i\xfb\xa1"
      "f\xcb\x3f\xf8" +
      std::string(6, '\0') +
      "\xa1"
      "b\xc3\xa1t\xa4text\xa1s\xc4\x02\xff\x01\xa1l\x92\x01\xcd\x01\x2c\xa1n\xc2";
  BOOST_TEST(message == expected);

  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_TEST(reader(box, "i").integer() == -5);
  BOOST_TEST(reader(box, "f").real() == 1.5);
  BOOST_TEST(reader(box, "b").boolean());
  BOOST_TEST(reader(box, "t").text() == "text");
  BOOST_TEST(reader(box, "s").bytes() == "\xff\x01");
  auto list = reader(box, "l");
  BOOST_TEST(list.array() == 2U);
  BOOST_TEST(list.integer() == 1);
  BOOST_TEST(list.integer() == 300);
  BOOST_TEST(!reader(box, "n").boolean());
  BOOST_TEST(box.find("x") == nullptr);
}

BOOST_DATA_TEST_CASE(integers_of_all_sizes_come_back,
                     data::make(std::vector<std::int64_t>{
                         0, 1, -1, 127, 128, -32, -33, 255, 256, 65535, 65536, -32768, -32769,
                         2147483647, -2147483648LL, 4294967296LL,
                         std::numeric_limits<std::int64_t>::max(),
                         std::numeric_limits<std::int64_t>::min()})) {
  const auto message = body(1, [&](BoxWriter& box) {
    box.key("n");
    box.integer(sample);
  });
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_TEST(reader(box, "n").integer() == sample);
}

BOOST_AUTO_TEST_CASE(an_integer_above_the_signed_range_is_refused) {
  const auto message = body(1, [](BoxWriter& box) {
    box.key("n");
    box.unsignedInteger(std::uint64_t{1} << 63);
  });
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_CHECK_THROW(reader(box, "n").integer(), InvalidSignature);
}

BOOST_AUTO_TEST_CASE(a_signed_format_of_a_positive_number_is_a_positive_number) {
  ReceivedBox box;
  const std::string message("\x81\xa1n\xd1\x01\x00", 6);
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_TEST((box.find("n")->kind == BoxValue::Kind::positive));
  BOOST_TEST(reader(box, "n").integer() == 256);
}

BOOST_AUTO_TEST_CASE(floats_come_back_bit_by_bit) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value :
       {0.1, 2.0, -0.0, infinity, -infinity, std::numeric_limits<double>::denorm_min()}) {
    const auto message = body(1, [&](BoxWriter& box) {
      box.key("x");
      box.real(value);
    });
    ReceivedBox box;
    BOOST_TEST(box.parse(message, Limits()) == "");
    const auto back = reader(box, "x").real();
    BOOST_TEST(back == value);
    BOOST_TEST(std::signbit(back) == std::signbit(value));
  }
}

BOOST_AUTO_TEST_CASE(not_a_number_comes_back) {
  const auto message = body(1, [](BoxWriter& box) {
    box.key("x");
    box.real(std::numeric_limits<double>::quiet_NaN());
  });
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_TEST(std::isnan(reader(box, "x").real()));
}

BOOST_AUTO_TEST_CASE(a_value_of_another_type_is_named_with_its_argument) {
  const auto message = body(1, [](BoxWriter& box) {
    box.key("name");
    box.bytes("x");
  });
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_CHECK_EXCEPTION(reader(box, "name").text(), InvalidSignature, [](const auto& error) {
    return std::string(error.what()) == "name of Command is bytes, not a text";
  });
  BOOST_CHECK_THROW(reader(box, "name").integer(), InvalidSignature);
  BOOST_CHECK_THROW(reader(box, "name").real(), InvalidSignature);
  BOOST_CHECK_THROW(reader(box, "name").boolean(), InvalidSignature);
  BOOST_CHECK_THROW(reader(box, "name").array(), InvalidSignature);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf_8_is_written_as_it_is) {
  const std::string text = "caf\xe9 \xff\xfe";
  const auto message = body(1, [&text](BoxWriter& box) {
    box.key("t");
    box.text(text);
  });
  ReceivedBox box;
  BOOST_TEST(box.parse(message, Limits()) == "");
  BOOST_TEST(reader(box, "t").text() == text);
}

BOOST_AUTO_TEST_CASE(what_is_no_map_is_refused) {
  BOOST_TEST(problem("") == "not msgpack, or cut short");
  BOOST_TEST(problem("\xc1") == "not msgpack, or cut short");
  BOOST_TEST(problem("\x01") == "not a map");
  BOOST_TEST(problem("\xc0") == "not a map");
  BOOST_TEST(problem("\xa1x") == "not a map");
  BOOST_TEST(problem("\x91\x01") == "not a map");
  BOOST_TEST(problem("\x90") == "not a map");
  BOOST_TEST(problem("\x80") == "");
}

BOOST_AUTO_TEST_CASE(keys_are_texts_and_come_once) {
  BOOST_TEST(problem("\x81\x01\x01") == "a key that is not a text");
  BOOST_TEST(problem("\x81\xc4\x01x\x01") == "a key that is not a text");
  BOOST_TEST(problem("\x81\x90\x01") == "a key that is not a text");
  BOOST_TEST(problem("\x81\x80\x01") == "a key that is not a text");
  BOOST_TEST(problem("\x82\xa1"
                     "a\x01\xa1"
                     "b\x02") == "");
  BOOST_TEST(problem("\x82\xa1"
                     "a\x01\xa1"
                     "a\x02") == "a key that comes twice");
}

BOOST_AUTO_TEST_CASE(bytes_behind_the_map_are_refused) {
  BOOST_TEST(problem(std::string("\x80\x00", 2)) == "bytes behind the map");
  BOOST_TEST(problem("\x80\x80") == "bytes behind the map");
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_box_is_refused) {
  const auto message = body(4, [](BoxWriter& box) {
    box.key("text");
    box.text(std::string(300, 'x'));
    box.key("bytes");
    box.bytes(std::string(40, 'y'));
    box.key("list");
    box.array(20);
    for (int i = 0; i < 20; ++i) box.integer(i * 1000);
    box.key("real");
    box.real(2.5);
  });
  for (std::size_t size = 0; size < message.size(); ++size) {
    // A buffer of exactly this size, so that AddressSanitizer detects a read behind it.
    const std::vector<char> cut(message.begin(),
                                message.begin() + static_cast<std::ptrdiff_t>(size));
    ReceivedBox box;
    BOOST_TEST(box.parse(std::string_view(cut.data(), cut.size()), Limits()) != "");
  }
}

BOOST_AUTO_TEST_CASE(promised_sizes_cost_nothing_before_the_bytes_are_there) {
  BOOST_TEST(problem("\x81\xa1x\xdd\xff\xff\xff\xff") == "not msgpack, or cut short");
  BOOST_TEST(problem("\x81\xa1x\xdb\xff\xff\xff\xff"
                     "abc") == "not msgpack, or cut short");
  BOOST_TEST(problem("\x81\xa1x\xc6\xff\xff\xff\xff"
                     "abc") == "not msgpack, or cut short");
  BOOST_TEST(problem("\x81\xa1x\xc9\xff\xff\xff\xff"
                     "abc") != "");
  BOOST_TEST(problem("\xdf\xff\xff\xff\xff") == "too many fields");
}

BOOST_AUTO_TEST_CASE(nesting_is_allowed_up_to_the_limit) {
  const auto nested = [](std::size_t lists) {
    return "\x81\xa1x" + std::string(lists, '\x91') + "\x01";
  };
  BOOST_TEST(problem(nested(31)) == "");
  BOOST_TEST(problem(nested(32)) == "nested too deep");
  BOOST_TEST(problem(nested(1000000)) == "nested too deep");
  std::string maps = "\x81\xa1x";
  for (int i = 0; i < 40; ++i) maps += "\x81\xa1x";
  BOOST_TEST(problem(maps + "\x01") == "nested too deep");
}

BOOST_AUTO_TEST_CASE(fields_and_values_are_counted) {
  Limits limits;
  limits.fields = 2;
  limits.values = 3;
  BOOST_TEST(problem("\x82\xa1"
                     "a\x01\xa1"
                     "b\x02",
                     limits) == "");
  BOOST_TEST(problem("\x83\xa1"
                     "a\x01\xa1"
                     "b\x02\xa1"
                     "c\x03",
                     limits) == "too many fields");
  BOOST_TEST(problem("\x81\xa1"
                     "a\x92\x01\x02",
                     limits) == "");
  BOOST_TEST(problem("\x81\xa1"
                     "a\x93\x01\x02\x03",
                     limits) == "too many values");
}

BOOST_AUTO_TEST_CASE(a_box_is_read_again_and_again) {
  ReceivedBox box;
  BOOST_TEST(box.parse("\x81\xa1"
                       "a\x01",
                       Limits()) == "");
  BOOST_TEST(box.parse("\x81\xa1"
                       "b\x02",
                       Limits()) == "");
  BOOST_TEST(box.find("a") == nullptr);
  BOOST_TEST(reader(box, "b").integer() == 2);
}

BOOST_AUTO_TEST_CASE(a_message_over_the_limit_leaves_no_trace) {
  std::string out = "before";
  const auto tooLong = [&](std::size_t limit, auto write) {
    try {
      BoxWriter box(out, limit, 1);
      write(box);
      box.finish();
    } catch (const TooLong& error) {
      BOOST_TEST(error.isLocal);
      BOOST_TEST(!error.isKey);
      return error.keyName;
    }
    return std::string("not too long");
  };
  const auto text = [](BoxWriter& box) {
    box.key("t");
    box.text("12345678");
  };
  BOOST_TEST(tooLong(11, text) == "t");
  BOOST_TEST(out == "before");
  BOOST_TEST(tooLong(12, text) == "not too long");
  BOOST_TEST(out.size() == 6U + 4 + 12);
  out = "before";
  BOOST_TEST(tooLong(10, [](BoxWriter& box) {
               box.key("s");
               box.bytes("12345678");
             }) == "s");
  BOOST_TEST(tooLong(10, [](BoxWriter& box) {
               box.key("l");
               box.array(1000);
             }) == "l");
  BOOST_TEST(tooLong(5, [](BoxWriter& box) {
               box.key("n");
               box.integer(1LL << 40);
             }) == "n");
  BOOST_TEST(out == "before");
}

BOOST_AUTO_TEST_SUITE_END()
