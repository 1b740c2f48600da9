#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <trial/cases/utf8.hpp>

using trial::validUtf8Prefix;

namespace {

bool valid(std::string_view text) { return validUtf8Prefix(text) == text.size(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(Utf8Tests)

BOOST_AUTO_TEST_CASE(well_formed_text_of_every_length_is_kept) {
  for (const std::string text :
       {"", "plain", "sixteen ascii ch", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
        "12345678\xc3\xa4"
        "12345678\xe2\x82\xac"}) {
    BOOST_TEST(valid(text), text);
  }
}

BOOST_AUTO_TEST_CASE(overlong_forms_surrogates_and_what_lies_behind_the_last_character_are_bad) {
  for (const std::string text :
       {"\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80", "\xff", "\xc2", "\xe2\x82", "\xf0\x9f\x98",
        "\xe2\x28\xa1"}) {
    BOOST_TEST(validUtf8Prefix(text) == 0U, text);
  }
}

BOOST_AUTO_TEST_CASE(the_prefix_ends_before_the_bad_byte_wherever_it_stands) {
  for (std::size_t at = 0; at < 40; ++at) {
    std::string text(40, 'x');
    text[at] = '\xfe';
    BOOST_TEST(validUtf8Prefix(text) == at);
  }
}

BOOST_AUTO_TEST_SUITE_END()
