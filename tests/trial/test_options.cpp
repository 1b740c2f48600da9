// The command line.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/options.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using trial::Options;
using trial::parseOptions;
using Words = std::vector<std::string>;

namespace {

/// The message of the usage error.
std::string refused(const Words& words) {
  try {
    (void)parseOptions(words);
  } catch (const trial::UsageError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(OptionsTests)

BOOST_AUTO_TEST_CASE(no_arguments_are_help, *label("CLI-01")) {
  BOOST_TEST((parseOptions({}).action == Options::Action::help));
}

BOOST_AUTO_TEST_CASE(defaults) {
  const auto options = parseOptions({"name"});
  BOOST_TEST((options.action == Options::Action::run));
  BOOST_TEST(options.tests == Words{"name"}, boost::test_tools::per_element());
  BOOST_TEST(!options.jobs);
  BOOST_TEST(options.reporter == "verbose");
  BOOST_TEST(options.tempDirectory == "_trial_temp");
  BOOST_TEST(!(options.untilFailure || options.dryRun || options.rterrors));
}

BOOST_AUTO_TEST_CASE(every_option_is_read_in_each_form) {
  const auto joined = parseOptions({"-nuej2", "a"});
  BOOST_TEST((joined.dryRun && joined.untilFailure && joined.rterrors));
  BOOST_TEST(*joined.jobs == 2);
  const auto apart = parseOptions({"--dry-run", "--until-failure", "--rterrors", "--jobs", "3",
                                   "--reporter=text", "--temp-directory", "elsewhere"});
  BOOST_TEST((apart.dryRun && apart.untilFailure && apart.rterrors));
  BOOST_TEST(*apart.jobs == 3);
  BOOST_TEST(apart.reporter == "text");
  BOOST_TEST(apart.tempDirectory == "elsewhere");
  BOOST_TEST(parseOptions({"--repor=summary"}).reporter == "summary", "a unique prefix will do");
  BOOST_TEST(*parseOptions({"-j", "2", "-j4"}).jobs == 4, "the last one wins");
}

BOOST_AUTO_TEST_CASE(which_tests_and_in_which_order) {
  const auto options = parseOptions({"-N", "-o", "toptobottom", "--unclean-warnings", "a"});
  BOOST_TEST(!options.recurse);
  BOOST_TEST(*options.order == "toptobottom");
  BOOST_TEST(options.uncleanWarnings);
  BOOST_TEST(*parseOptions({"-z7", "a"}).random == 7U);
  BOOST_TEST(*parseOptions({"--random", "0", "a"}).random > 1'000'000'000U, "from the clock");
  BOOST_TEST(
      refused({"-o", "sideways", "a"}) ==
      "--order must be one of: 'alphabetical', 'toptobottom'. See --help-orders for details");
  for (const char* wrong : {"-1", "x", "1.5", ""}) {
    BOOST_TEST(refused({"--random", wrong, "a"}) ==
               "Argument to --random must be a positive integer");
  }
  BOOST_TEST(refused({"-z", "1", "-o", "alphabetical", "a"}) ==
             "You can't specify --random when using --order");
}

BOOST_AUTO_TEST_CASE(a_test_module_is_a_file_or_named_in_one) {
  const recording::ScratchFolder scratch;
  std::ofstream("test_a.cpp") << "// -*- test-case-name: never.read -*-\n";
  std::ofstream("source.hpp") << "// -*- test-case-name: test_b,c.test_d -*-\n";
  BOOST_TEST(parseOptions({"--testmodule", "test_a.cpp", "--testmodule=source.hpp", "x"}).tests ==
                 (Words{"./test_a.cpp", "test_b", "c.test_d", "x"}),
             boost::test_tools::per_element());
  std::ostringstream said;
  auto* before = std::cerr.rdbuf(said.rdbuf());
  const auto options = parseOptions({"--testmodule", "gone.cpp"});
  std::cerr.rdbuf(before);
  BOOST_TEST(options.tests.empty());
  BOOST_TEST(said.str() == "File 'gone.cpp' doesn't exist\n");
}

BOOST_AUTO_TEST_CASE(options_may_stand_anywhere_and_two_dashes_end_them) {
  const auto options = parseOptions({"a", "-j2", "b", "--", "-e", "--nonsense"});
  BOOST_TEST(options.tests == (Words{"a", "b", "-e", "--nonsense"}),
             boost::test_tools::per_element());
  BOOST_TEST(*options.jobs == 2);
  BOOST_TEST(!options.rterrors);
}

BOOST_AUTO_TEST_CASE(help_and_version_end_the_reading) {
  BOOST_TEST((parseOptions({"-h", "--nonsense"}).action == Options::Action::help));
  BOOST_TEST((parseOptions({"--version", "-j0"}).action == Options::Action::version));
  BOOST_TEST(refused({"-j0", "--version"}) != "accepted", "what is wrong before them is told");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused_in_trials_words) {
  BOOST_TEST(refused({"--nonsense", "x"}) == "option --nonsense not recognized");
  BOOST_TEST(refused({"--nonsense=3"}) == "option --nonsense not recognized");
  BOOST_TEST(refused({"-q"}) == "option -q not recognized");
  BOOST_TEST(refused({"-eq"}) == "option -q not recognized");
  BOOST_TEST(refused({"x", "-j"}) == "option -j requires argument");
  BOOST_TEST(refused({"--jobs"}) == "option --jobs requires argument");
  BOOST_TEST(refused({"--job"}) == "option --jobs requires argument");
  BOOST_TEST(refused({"--rterrors=yes"}) == "option --rterrors must not have an argument");
  BOOST_TEST(refused({"--r=text"}) == "option --r not a unique prefix");
  BOOST_TEST(
      refused({"--reporter=nope", "x"}) ==
      "Only pass names of Reporter plugins to --reporter. See --help-reporters for more info.");
}

BOOST_AUTO_TEST_CASE(jobs_are_a_number_above_zero_or_auto, *label("CLI-04")) {
  BOOST_TEST(refused({"-j", "many"}) == "Expecting integer argument to jobs, got 'many'");
  BOOST_TEST(refused({"-j1.5"}) == "Expecting integer argument to jobs, got '1.5'");
  BOOST_TEST(refused({"-j", ""}) == "Expecting integer argument to jobs, got ''");
  BOOST_TEST(refused({"-j", "99999999999999999999"}) ==
             "Expecting integer argument to jobs, got '99999999999999999999'");
  constexpr auto positive = "Argument to jobs must be a strictly positive integer or 'auto'";
  BOOST_TEST(refused({"-j0"}) == positive);
  BOOST_TEST(refused({"-j", "-1"}) == positive);
  BOOST_TEST(*parseOptions({"-j", " +2 "}).jobs == 2);
  BOOST_TEST(*parseOptions({"-j", "auto"}).jobs == trial::_autoJobs());
  BOOST_TEST(trial::_autoJobs() >= 1);
}

BOOST_AUTO_TEST_CASE(the_help_names_every_option_within_the_columns) {
  const auto text = trial::helpText("trial-dist");
  BOOST_TEST(
      text.starts_with("trial-dist [options] [[file|package|module|TestCase|testmethod]...]\n"));
  for (const auto* option :
       {"-n, --dry-run", "-h, --help", "-j, --jobs=", "    --reporter=", "-e, --rterrors",
        "    --temp-directory=", "-u, --until-failure", "    --version"}) {
    BOOST_TEST(text.find(option) != std::string::npos, option);
  }
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    BOOST_TEST(end - begin <= 79U);
    begin = end + 1;
  }
}

BOOST_AUTO_TEST_SUITE_END()
