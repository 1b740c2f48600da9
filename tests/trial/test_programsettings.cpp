#include <cstdlib>
#include <string>

#include <boost/test/unit_test.hpp>

#include <trial/commandline/programoptions.hpp>
#include <trial/programs/boosttest/adapter.hpp>
#include <trial/programs/native/adapter.hpp>
#include <trial/programs/settings/programsettings.hpp>

using boost::unit_test::label;

namespace frameworks = trial::frameworks;

BOOST_AUTO_TEST_SUITE(ProgramSettingsTests)

namespace {

/// Settings for the time of a test.
class With {
 public:
  explicit With(frameworks::ProgramSettings settings) {
    frameworks::setProgramSettings(std::move(settings));
  }
  ~With() { frameworks::setProgramSettings({}); }
  With(const With&) = delete;
  With& operator=(const With&) = delete;
};

/// A variable of this process for the time of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_frameworks_read_is_not_passed_on, *label("PROG-01")) {
  const Variable filter("GTEST_FILTER", "none");
  const Variable level("BOOST_TEST_LOG_LEVEL", "nothing");
  const Variable shard("TEST_SHARD_INDEX", "1");
  const Variable data("TEST_DATA_DIR", "data");
  const auto environment = frameworks::programEnvironment();
  BOOST_TEST(!environment.contains("GTEST_FILTER"));
  BOOST_TEST(!environment.contains("BOOST_TEST_LOG_LEVEL"));
  BOOST_TEST(!environment.contains("TEST_SHARD_INDEX"));
  BOOST_TEST(environment.at("TEST_DATA_DIR") == "data");
}

BOOST_AUTO_TEST_CASE(the_users_variables_win, *label("PROG-01")) {
  const Variable filter("GTEST_COLOR", "no");
  const With with({.variables = {{"GTEST_COLOR", "yes"}, {"ASAN_OPTIONS", ""}}});
  const auto environment = frameworks::programEnvironment();
  BOOST_TEST(environment.at("GTEST_COLOR") == "yes");
  BOOST_TEST(environment.at("ASAN_OPTIONS") == "");
}

BOOST_AUTO_TEST_CASE(what_a_sanitizer_finds_ends_a_program_unless_the_user_sets_its_options,
                     *label("PROG-01")) {
  const Variable ofUser("UBSAN_OPTIONS", "halt_on_error=0");
  const auto environment = frameworks::programEnvironment();
  BOOST_TEST(environment.at("UBSAN_OPTIONS") == "halt_on_error=0");
  BOOST_TEST(environment.at("MSAN_OPTIONS").starts_with("halt_on_error=1:abort_on_error=1"));
}

BOOST_AUTO_TEST_CASE(arguments_of_the_user_stand_last_where_a_program_takes_any,
                     *label("PROG-02")) {
  const With with({.arguments = {"--", "--data=x"}});
  const frameworks::Command command{{"prog", "--list"}, {}, 3};
  const auto changed = frameworks::withUserArguments(frameworks::BoostTest(), command);
  BOOST_TEST(changed.args == (std::vector<std::string>{"prog", "--list", "--", "--data=x"}),
             boost::test_tools::per_element());
  BOOST_TEST(changed.cases == 3U);
  BOOST_TEST(frameworks::withUserArguments(frameworks::Native(), command).args == command.args,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(options_become_settings) {
  trial::Options options;
  options.listTimeout = 2;
  options.programArguments = {"a"};
  options.programVariables = {"A=b=c", "B="};
  options.inProgramFolder = true;
  const auto settings = trial::programSettingsOf(options);
  BOOST_TEST(settings.listTimeout == 2);
  BOOST_TEST(settings.arguments == options.programArguments, boost::test_tools::per_element());
  BOOST_TEST(settings.variables.at(0).first == "A");
  BOOST_TEST(settings.variables.at(0).second == "b=c");
  BOOST_TEST(settings.variables.at(1).second == "");
  BOOST_TEST(settings.inOwnFolder);
}

BOOST_AUTO_TEST_SUITE_END()
