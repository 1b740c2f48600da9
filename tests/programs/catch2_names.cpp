// Names that Catch2 takes and that are hard to ask for. Each case fails with its own number.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

// clang-format off
TEST_CASE("plain") { FAIL("1"); }
TEST_CASE("a,b") { FAIL("2"); }
TEST_CASE("quo\"te") { FAIL("3"); }
TEST_CASE("back\\slash") { FAIL("4"); }
TEST_CASE("ends with a backslash\\") { FAIL("5"); }
TEST_CASE("[brackets] of [a tag]") { FAIL("6"); }
TEST_CASE("~tilde") { FAIL("7"); }
TEST_CASE("*star") { FAIL("8"); }
TEST_CASE("star*") { FAIL("9"); }
TEST_CASE("*") { FAIL("10"); }
TEST_CASE("in*ner * stars") { FAIL("11"); }
TEST_CASE("  blanks  ") { FAIL("12"); }
TEST_CASE("blanks") { FAIL("13"); }
TEST_CASE("Case") { FAIL("14"); }
TEST_CASE("case") { FAIL("15"); }
TEST_CASE("two\nlines") { FAIL("16"); }
TEST_CASE("two lines") { FAIL("17"); }
TEST_CASE("#hash") { FAIL("18"); }
TEST_CASE("\"quoted\"") { FAIL("19"); }
TEST_CASE("exclude:this") { FAIL("20"); }
TEST_CASE("-dash") { FAIL("21"); }
TEST_CASE("") { FAIL("22"); }
TEST_CASE("   ") { FAIL("23"); }
TEST_CASE("\xc3\xbcmlaut") { FAIL("24"); }
TEST_CASE("not utf-8 \xff") { FAIL("25"); }
TEST_CASE("control \x01") { FAIL("26"); }
TEST_CASE("tab\tinside") { FAIL("27"); }
TEST_CASE("Issue #12") { FAIL("28"); }
TEST_CASE("Case#1") { FAIL("29"); }
TEST_CASE("a name that is longer than the eighty columns into which Catch2 breaks the names of cases when it lists them, and-hyphens-in-a-very-long-word-that-has-no-blank-in-it-and-goes-on-for-a-while-yet") { FAIL("30"); }
TEST_CASE("verylongwordwithoutanyplacetobreakitverylongwordwithoutanyplacetobreakitverylongwordwithoutanyplacetobreakit") { FAIL("31"); }
TEST_CASE("<&> 'x' ::y/z?", "[.hidden]") { FAIL("32"); }
TEST_CASE("\\x41") { FAIL("33"); }
TEST_CASE("with[@alias]") { FAIL("34"); }
TEST_CASE("trailing,") { FAIL("35"); }
TEST_CASE("a hidden *", "[.]") { FAIL("36"); }
// clang-format on
