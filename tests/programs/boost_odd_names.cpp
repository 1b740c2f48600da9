// Names that a program makes of its data: empty, on two lines, with what ends a line of the log.
#define BOOST_TEST_MODULE odd_names
#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;

namespace {

void passes() { BOOST_TEST(true); }
void fails() { BOOST_TEST(1 == 2); }

void add(utf::test_suite& suite, const char* name, void (*body)() = &passes) {
  suite.add(utf::make_test_case(body, name, __FILE__, __LINE__));
}

const struct Names {
  Names() {
    auto& all = utf::framework::master_test_suite();
    add(all, "plain");
    add(all, "", &fails);
    add(all, "on two\nlines");
    add(all, "fails on\nthree\nlines", &fails);
    add(all, "a \"quote\"\nand more");
    add(all, "back\\slash\tand tab");
    add(all, "back\\new");
    add(all, "back\new");
    add(all, "(no name)");
    auto* outer = BOOST_TEST_SUITE("outer");
    auto* nameless = BOOST_TEST_SUITE("");
    auto* lines = BOOST_TEST_SUITE("suite on\ntwo lines");
    add(*nameless, "plain", &fails);
    add(*nameless, "");
    add(*lines, "plain");
    add(*lines, "in\nit");
    add(*lines, "", &fails);
    outer->add(nameless);
    outer->add(lines);
    add(*outer, "plain");
    all.add(outer);
  }
} names;

}  // namespace
