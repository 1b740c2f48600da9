// Names that Boost.Test's filters cannot spell, or hardly.
#define BOOST_TEST_MODULE names | "of" every kind
#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <tuple>

#include <boost/test/unit_test.hpp>

namespace utf = boost::unit_test;

using Types = std::tuple<int, std::string, std::map<int, long>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(of_type, T, Types) { BOOST_TEST(sizeof(T) > 0U); }

namespace {

void nothing() {}

bool build() {
  utf::test_suite& master = utf::framework::master_test_suite();
  for (const char* name : {"a,b", "a", "b", "x:y", "!not", "+plus", "@label", "*star*", "star",
                           "with space", "quote\"d", "pipe|d(3)", "tail*: no", "slash/ed"}) {
    utf::test_suite* suite = BOOST_TEST_SUITE(name);
    suite->add(utf::make_test_case(&nothing, "case", __FILE__, __LINE__));
    suite->add(utf::make_test_case(&nothing, "case two", __FILE__, __LINE__));
    suite->add(utf::make_test_case(&nothing, "pipe|d(3)", __FILE__, __LINE__));
    master.add(suite);
  }
  return true;
}

const struct Builder {
  Builder() { build(); }
} builder;

}  // namespace
