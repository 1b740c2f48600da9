// MonkeyPatcher, and LoggedErrors.
#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <reactor/log.hpp>
#include <trial/logobserver.hpp>
#include <trial/monkey.hpp>

using boost::unit_test::label;
using trial::Failure;
using trial::MonkeyPatcher;

BOOST_AUTO_TEST_SUITE(MonkeyPatcherTests)

namespace {

struct Base {
  std::string name = "own";
};
struct Thing : Base {
  int number = 1;
};

}  // namespace

BOOST_AUTO_TEST_CASE(without_patches_it_changes_nothing) {
  MonkeyPatcher patcher;
  patcher.patch();
  patcher.restore();
}

BOOST_AUTO_TEST_CASE(it_sets_and_restores_variables_and_members, *label("TC-39")) {
  int variable = 1;
  Thing thing;
  MonkeyPatcher patcher{{variable, 2}, {thing, &Thing::number, 3}};
  patcher.addPatch(thing, &Thing::name, "other");
  patcher.addPatch(variable, 4);
  BOOST_TEST(variable == 1);
  patcher.patch();
  BOOST_TEST(variable == 4, "the last value for a place counts");
  BOOST_TEST(thing.number == 3);
  BOOST_TEST(thing.name == "other");
  variable = 5;
  patcher.restore();
  BOOST_TEST(variable == 1);
  BOOST_TEST(thing.number == 1);
  BOOST_TEST(thing.name == "own");
  variable = 6;
  patcher.restore();
  BOOST_TEST(variable == 6, "there is nothing to restore");
  patcher.patch();
  patcher.patch();
  BOOST_TEST(variable == 4);
  patcher.restore();
  BOOST_TEST(variable == 6, "the value before the first patch");
}

BOOST_AUTO_TEST_CASE(it_calls_a_function_with_the_values_set, *label("TC-39")) {
  int variable = 1;
  MonkeyPatcher patcher{{variable, 2}};
  BOOST_TEST(patcher.runWithPatches([&](int amount) { return variable + amount; }, 10) == 12);
  BOOST_TEST(variable == 1);
  BOOST_CHECK_THROW(patcher.runWithPatches([&] {
    BOOST_TEST(variable == 2);
    throw std::runtime_error("broken");
  }),
                    std::runtime_error);
  BOOST_TEST(variable == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(LoggedErrorsTests)

BOOST_AUTO_TEST_CASE(errors_are_flushed_by_their_types) {
  trial::LoggedErrors logged;
  reactor::log::err(std::range_error("first"));
  reactor::log::err(std::invalid_argument("second"));
  reactor::log::err(std::domain_error("third"));
  BOOST_TEST(logged.getErrors().size() == 3U);
  const auto flushed = logged.flushErrors<std::range_error, std::domain_error>();
  BOOST_REQUIRE(flushed.size() == 2U);
  BOOST_TEST(flushed[1].getErrorMessage() == "third");
  BOOST_TEST(logged.flushErrors<std::runtime_error>().empty());
  BOOST_TEST(logged.flushErrors([](const Failure&) { return false; }).empty());
  BOOST_TEST(logged.flushErrors().size() == 1U);
  BOOST_TEST(logged.getErrors().empty());
}

BOOST_AUTO_TEST_SUITE_END()
