// Assertions on the warnings that a call gives.
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/log.hpp>
#include <trial/asserts.hpp>
#include <trial/detail/warningasserts.hpp>

#include "texts.hpp"

using boost::unit_test::label;
using texts::failing;

BOOST_AUTO_TEST_SUITE(WarningAssertsTests)

namespace {

using Asserts = trial::WarningAssertions;

void warn(const char* text, const char* category = "DeprecationWarning", int line = 7) {
  reactor::log::warn(text, {category, "source/old.cpp", line});
}

int old() {
  warn("old was deprecated in 1.2; please use new instead");
  return 5;
}

}  // namespace

BOOST_AUTO_TEST_CASE(assertWarns_returns_what_the_call_returns, *label("AS-10") * label("AS-02")) {
  const auto* text = "old was deprecated in 1.2; please use new instead";
  BOOST_TEST(Asserts::assertWarns("DeprecationWarning", text, "old.cpp", old) == 5);
  BOOST_TEST(Asserts::failUnlessWarns("DeprecationWarning", text, "source/old.cpp", old) == 5);
  int value = 0;
  BOOST_TEST(&Asserts::assertWarns("UserWarning", "twice", "old.cpp", [&value]() -> int& {
    warn("twice", "my.UserWarning");
    warn("twice", "my.UserWarning");
    return value;
  }) == &value);
  Asserts::assertWarns("UserWarning", "void", "old.cpp", [] { warn("void", "UserWarning"); });
  const auto warnOf = [](const std::string& given, int times) {
    warn(given.c_str());
    return times;
  };
  BOOST_TEST(Asserts::assertWarns("DeprecationWarning", "given", "old.cpp", warnOf, "given", 3) ==
             3);
  BOOST_TEST(Asserts::callDeprecated("1.2", warnOf, "deprecated in 1.2", 4) == 4);
}

BOOST_AUTO_TEST_CASE(assertWarns_says_what_is_wrong, *label("AS-10")) {
  const auto with = [](const char* category, const char* text, const char* file, auto f) {
    return failing([=] { Asserts::assertWarns(category, text, file, f); });
  };
  const auto one = [] { warn("one"); };
  BOOST_TEST(with("DeprecationWarning", "one", "old.cpp", one) == "passed");
  BOOST_TEST(with("DeprecationWarning", "one", "old.cpp", [] {}) == "No warnings emitted");
  BOOST_TEST(with("DeprecationWarning", "two", "old.cpp", one).starts_with("'one' != 'two'"));
  BOOST_TEST(with("UserWarning", "one", "old.cpp", one) == "DeprecationWarning is not UserWarning");
  BOOST_TEST(with("Warning", "one", "old.cpp", one) == "DeprecationWarning is not Warning");
  BOOST_TEST(with("DeprecationWarning", "one", "ld.cpp", one) ==
             "Warning in 'source/old.cpp', expected 'ld.cpp'");
  BOOST_TEST(with("DeprecationWarning", "one", "old.cpp",
                  [] {
                    warn("one");
                    warn("one", "DeprecationWarning", 8);
                  }) ==
             "Can't handle different warnings:\nsource/old.cpp:7: DeprecationWarning: one\n"
             "source/old.cpp:8: DeprecationWarning: one");
}

BOOST_AUTO_TEST_CASE(callDeprecated_wants_one_deprecation_of_the_version, *label("AS-10")) {
  BOOST_TEST(Asserts::callDeprecated("1.2", old) == 5);
  const auto with = [](const char* version, auto f) {
    return failing([=] { Asserts::callDeprecated(version, f); });
  };
  BOOST_TEST(with("1.2", [] {}) == "the call is not deprecated: it gave no warning");
  BOOST_TEST(with("1.2", [] { warn("deprecated in 1.20"); }) != "passed");
  BOOST_TEST(with("1.2", [] { warn("deprecated in 1.2.1"); }) != "passed");
  BOOST_TEST(with("1.2", [] { warn("deprecated in 1.2."); }) == "passed");
  BOOST_TEST(with("1.3", old).starts_with("the call is not said to be deprecated in 1.3:\n"));
  BOOST_TEST(with("1.2", [] { old(), old(); }).starts_with("More than one warning issued:\n"));
  BOOST_TEST(with("1.2", [] {
               warn("deprecated in 1.2", "UserWarning");
             }).starts_with("the call is not deprecated, it warns of something else:\n"));
}

BOOST_AUTO_TEST_CASE(what_was_asserted_is_not_issued) {
  int issued = 0;
  const auto observer = reactor::log::addObserver(
      [&issued](const reactor::log::Event& event) { issued += event.warning ? 1 : 0; });
  Asserts::callDeprecated("1.2", old);
  BOOST_TEST(issued == 0);
  BOOST_CHECK_THROW(Asserts::callDeprecated("1.2",
                                            [] {
                                              old();
                                              throw std::runtime_error("broken");
                                            }),
                    std::runtime_error);
  BOOST_TEST(issued == 1, "what nobody looked at is");
  reactor::log::removeObserver(observer);
}

BOOST_AUTO_TEST_SUITE_END()
