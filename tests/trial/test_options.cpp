// The command line: what is read, what is refused, and in which words. A comment `cli.md` names the
// row of a table.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <sched.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <trial/commandline/optiontable.hpp>
#include <trial/commandline/programoptions.hpp>
#include <trial/options.hpp>
#include <trial/reporters.hpp>
#include <trial/running/coverage.hpp>
#include <trial/textreporter.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using trial::Options;
using trial::parseOptions;
using Words = std::vector<std::string>;
namespace data = boost::unit_test::data;

namespace {

/// The message of the usage error.
template <class Parse = decltype(&parseOptions)>
std::string refused(const Words& words, Parse parse = &parseOptions) {
  try {
    (void)parse(words);
  } catch (const trial::UsageError& error) {
    return error.what();
  }
  return "accepted";
}

/// Captures stderr while it lives.
template <class F>
std::string saidBy(F f) {
  std::ostringstream stream;
  auto* before = std::cerr.rdbuf(stream.rdbuf());
  f();
  std::cerr.rdbuf(before);
  return stream.str();
}

struct Flag {
  const char* name;
  const char* letter;
  bool Options::*member;
  bool value;
};
std::ostream& operator<<(std::ostream& out, const Flag& flag) { return out << flag.name; }

const std::vector<Flag> flags = {
    {"--no-recurse", "-N", &Options::recurse, false},
    {"--include-disabled", nullptr, &Options::includeDisabled, true},
    {"--no-durations", nullptr, &Options::rememberDurations, false},
    {"--dry-run", "-n", &Options::dryRun, true},
    {"--until-failure", "-u", &Options::untilFailure, true},
    {"--exitfirst", "-x", &Options::exitFirst, true},
    {"--force-gc", nullptr, &Options::forceGarbageCollection, true},
    {"--disablegc", nullptr, &Options::disableGarbageCollection, true},
    {"--rterrors", "-e", &Options::rterrors, true},
    {"--unclean-warnings", nullptr, &Options::uncleanWarnings, true},
    {"--coverage", nullptr, &Options::coverage, true},
    {"--debug", "-b", &Options::debug, true},
    {"--debug-stacktraces", "-B", &Options::debugStacktraces, true},
    {"--spew", nullptr, &Options::spew, true},
};

struct Valued {
  const char* name;
  const char* letter;
  const char* value;
  /// The value that is kept, as text.
  std::string (*kept)(const Options& options);
  const char* expected;
  const char* byDefault;
};
std::ostream& operator<<(std::ostream& out, const Valued& option) { return out << option.name; }

template <class T>
std::string shown(const std::optional<T>& value) {
  if (!value) return "none";
  std::ostringstream out;
  out << *value;
  return out.str();
}

const std::vector<Valued> valued = {
    {"--order", "-o", "toptobottom", [](const Options& o) { return shown(o.order); }, "toptobottom",
     "none"},
    {"--random", "-z", "7", [](const Options& o) { return o.random ? o.random->digits() : "none"; },
     "7", "none"},
    {"--select", "-k", "a or b", [](const Options& o) { return shown(o.select); }, "a or b",
     "none"},
    {"--jobs", "-j", "3", [](const Options& o) { return shown(o.jobs); }, "3", "none"},
    {"--recursionlimit", nullptr, "99", [](const Options& o) { return shown(o.recursionLimit); },
     "99", "none"},
    {"--reactor", "-r", "poll", [](const Options& o) { return shown(o.reactor); }, "poll", "none"},
    {"--reporter", nullptr, "text", [](const Options& o) { return o.reporter; }, "text", "verbose"},
    {"--tbformat", nullptr, "emacs", [](const Options& o) { return o.tbformat; }, "brief",
     "default"},
    {"--logfile", "-l", "a/b.log", [](const Options& o) { return o.logfile; }, "a/b.log",
     "test.log"},
    {"--temp-directory", nullptr, "there", [](const Options& o) { return o.tempDirectory; },
     "there", "_trial_temp"},
    {"--debugger", nullptr, "lldb", [](const Options& o) { return o.debugger; }, "lldb", "gdb"},
    {"--test-timeout", nullptr, "2.5", [](const Options& o) { return shown(o.testTimeout); }, "2.5",
     "none"},
    {"--list-timeout", nullptr, "2.5",
     [](const Options& o) { return shown(std::optional(o.listTimeout)); }, "2.5", "10"},
    {"--durations", nullptr, "a/b", [](const Options& o) { return shown(o.durationFile); }, "a/b",
     "none"},
    {"--program-arg", nullptr, "-x=1",
     [](const Options& o) {
       return o.programArguments.empty() ? std::string() : o.programArguments.back();
     },
     "-x=1", ""},
    {"--env", nullptr, "A=b=c",
     [](const Options& o) {
       return o.programVariables.empty() ? std::string() : o.programVariables.back();
     },
     "A=b=c", ""},
    {"--cwd", nullptr, "program",
     [](const Options& o) { return std::string(o.inProgramFolder ? "program" : "run"); }, "program",
     "run"},
    {"--grace", nullptr, "1.5", [](const Options& o) { return shown(std::optional(o.grace)); },
     "1.5", "5"},
    {"--max-message", nullptr, "4096",
     [](const Options& o) { return shown(std::optional(o.maxMessage)); }, "4096", "67108864"},
};

/// The row of the table for an option, which is named with its dashes.
const trial::OptionSpec& specOf(const std::string& name) {
  const auto& table = trial::optionTable();
  const auto found = std::find_if(table.begin(), table.end(), [&name](const auto& option) {
    return name == std::string("--") + option.name;
  });
  BOOST_TEST_REQUIRE((found != table.end()), name);
  return *found;
}

struct Refusal {
  Words words;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  for (const auto& word : refusal.words) out << word << ' ';
  return out;
}

constexpr auto positiveJobs = "Argument to jobs must be a strictly positive integer or 'auto'";
constexpr auto randomNumber = "Argument to --random must be a positive integer";

/// Command lines that are refused, and in which words (cli.md, section 4, in its order).
const std::vector<Refusal> refusals = {
    {{"--nonsense", "x"}, "option --nonsense not recognized"},
    {{"--nonsense=3"}, "option --nonsense not recognized"},
    {{"-q"}, "option -q not recognized"},
    {{"-eq"}, "option -q not recognized"},
    {{"-k", "a or", "x"},
     "argument to -k is no expression, column 5: a name is missing at the end: a or"},
    {{"--list=xml", "x"}, "argument to --list must be json, got 'xml'"},
    {{"x", "-j"}, "option -j requires argument"},
    {{"--jobs"}, "option --jobs requires argument"},
    {{"--job"}, "option --jobs requires argument"},
    {{"--rterrors=yes", "x"}, "option --rterrors must not have an argument"},
    {{"--re=text", "x"}, "option --re not a unique prefix"},
    {{"--order=sideways", "x"},
     "--order must be one of: 'alphabetical', 'toptobottom'. See --help-orders for details"},
    {{"--random=dice", "x"}, randomNumber},
    {{"--random=-1", "x"}, randomNumber},
    {{"--random=1.5", "x"}, randomNumber},
    {{"--random=", "x"}, randomNumber},
    {{"--tbformat=nope", "x"}, "tbformat must be 'plain', 'emacs', or 'cgitb'."},
    {{"--recursionlimit=deep", "x"}, "argument to recursionlimit must be an integer"},
    {{"-jmany", "x"}, "Expecting integer argument to jobs, got 'many'"},
    {{"-j1.5", "x"}, "Expecting integer argument to jobs, got '1.5'"},
    {{"-j", "", "x"}, "Expecting integer argument to jobs, got ''"},
    {{"-j99999999999999999999"}, "Argument to jobs must be at most 1000000"},
    {{"-j-99999999999999999999"}, positiveJobs},
    {{"-j1_", "x"}, "Expecting integer argument to jobs, got '1_'"},
    {{"--random=-99999999999999999999999", "x"}, randomNumber},
    {{"--recursionlimit=-99999999999999999999999", "x"},
     "argument to recursionlimit must be an integer"},
    {{"-j0", "x"}, positiveJobs},
    {{"--jobs=-1", "x"}, positiveJobs},
    {{"--reactor=nope", "x"},
     "The specified reactor does not exist: 'nope'.\n"
     "See the list of available reactors with --help-reactors"},
    {{"--reporter=nope", "x"},
     "Only pass names of Reporter plugins to --reporter. See --help-reporters for more info."},
    {{"--order=alphabetical", "--random=3", "x"}, "You can't specify --random when using --order"},
    {{"-j2", "--debug", "x"}, "You can't specify --debug when using --jobs"},
    {{"-j2", "--profile", "x"}, "You can't specify --profile when using --jobs"},
    {{"-j2", "-B", "x"}, "You can't specify --debug-stacktraces when using --jobs"},
    {{"-j2", "-B", "--profile", "-b"}, "You can't specify --debug when using --jobs"},
    {{"-n", "-j2", "-b"}, "You can't specify --debug when using --jobs"},
    {{"--nopm", "x"}, "You must specify --debug when using --nopm "},
    {{"--profile", "x"},
     "--profile is not available; run the tests under perf or a profiler of your choice"},
    {{"--env=A", "x"}, "argument to --env must be NAME=VALUE, not 'A'"},
    {{"--env==b", "x"}, "argument to --env must be NAME=VALUE, not '=b'"},
    {{"--cwd=/tmp", "x"}, "argument to --cwd must be program or run, not '/tmp'"},
    {{"--isolation=none", "x"},
     "argument to --isolation must be batch, process or program, not 'none'"},
    {{"--batch-size=0", "x"},
     "argument to --batch-size must be a positive integer or auto, not '0'"},
    {{"--batch-size=many", "x"},
     "argument to --batch-size must be a positive integer or auto, not 'many'"},
    {{"--batch-size=2", "--isolation=process", "x"},
     "You can't specify --batch-size when using --isolation"},
    {{"--schedule=longest", "--random=7", "x"}, "You can't specify --schedule when using --random"},
    {{"--order=alphabetical", "--schedule=longest", "x"},
     "You can't specify --schedule when using --order"},
    {{"--schedule=shortest", "x"}, "argument to --schedule must be longest, not 'shortest'"},
    {{"--durations=", "x"}, "argument to --durations is empty"},
    {{"--list-timeout=0", "x"}, "argument to --list-timeout must be a positive number"},
    {{"--test-timeout=0", "x"}, "argument to --test-timeout must be a positive number"},
    {{"--test-timeout=soon", "x"}, "argument to --test-timeout must be a positive number"},
    {{"--test-timeout=inf", "x"}, "argument to --test-timeout must be a positive number"},
    {{"--grace=-1", "x"}, "argument to --grace must be a positive number"},
    {{"--grace=nan", "x"}, "argument to --grace must be a positive number"},
    {{"--max-message=4095", "x"}, "argument to --max-message must be at least 4096"},
    {{"--max-message=much", "x"}, "argument to --max-message must be at least 4096"},
    {{"--max-message=4294967296", "x"}, "argument to --max-message must be at most 4294967295"},
    {{"--max-message=99999999999999999999999", "x"},
     "argument to --max-message must be at most 4294967295"},
    {{"--max-message=-99999999999999999999999", "x"},
     "argument to --max-message must be at least 4096"},
    // The first mistake is reported.
    {{"-jmany", "--random=dice"}, "Expecting integer argument to jobs, got 'many'"},
    {{"--random=dice", "-jmany"}, randomNumber},
    {{"--reporter=nope", "-o", "alphabetical", "-z1"},
     "Only pass names of Reporter plugins to --reporter. See --help-reporters for more info."},
    {{"-z1", "-o", "alphabetical", "-j2", "-b"}, "You can't specify --random when using --order"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(OptionsTests)

BOOST_AUTO_TEST_CASE(no_arguments_are_help, *label("CLI-01")) {
  BOOST_TEST((parseOptions({}).action == Options::Action::help));
}

// cli.md, section 3: each option, its short form, its default.
BOOST_DATA_TEST_CASE(a_flag_is_off_until_it_is_given, data::make(flags), flag) {
  BOOST_TEST((parseOptions({"x"}).*flag.member == !flag.value));
  BOOST_TEST((parseOptions({flag.name, "x"}).*flag.member == flag.value));
  if (flag.letter != nullptr) {
    BOOST_TEST((parseOptions({flag.letter, "x"}).*flag.member == flag.value));
  }
}

BOOST_DATA_TEST_CASE(a_value_is_read_in_each_form, data::make(valued), option) {
  const std::string name = option.name;
  BOOST_TEST(option.kept(parseOptions({"x"})) == option.byDefault);
  BOOST_TEST(option.kept(parseOptions({name, option.value, "x"})) == option.expected);
  BOOST_TEST(option.kept(parseOptions({name + "=" + option.value, "x"})) == option.expected);
  if (option.letter != nullptr) {
    const std::string letter = option.letter;
    BOOST_TEST(option.kept(parseOptions({letter, option.value, "x"})) == option.expected);
    BOOST_TEST(option.kept(parseOptions({letter + option.value, "x"})) == option.expected);
  }
}

BOOST_AUTO_TEST_CASE(the_form_of_a_list_may_be_left_out) {
  using Form = Options::ListForm;
  BOOST_TEST(!parseOptions({"x"}).list.has_value());
  BOOST_CHECK(parseOptions({"--list", "json"}).list == Form::ids);
  BOOST_TEST(parseOptions({"--list", "json"}).tests == Words{"json"},
             boost::test_tools::per_element());
  BOOST_CHECK(parseOptions({"--list=json", "x"}).list == Form::json);
  BOOST_CHECK(parseOptions({"--l=json", "x"}).logfile == "json");  // trial's only option with an l
}

BOOST_AUTO_TEST_CASE(nopm_goes_with_debug) {
  BOOST_TEST(!parseOptions({"-b", "x"}).nopm);
  BOOST_TEST(parseOptions({"-b", "--nopm", "x"}).nopm);
}

BOOST_AUTO_TEST_CASE(names_collect_and_of_options_the_last_one_wins) {
  const auto options = parseOptions({"-j", "2", "-j4", "a", "--reporter=text", "b", "-neu"});
  BOOST_TEST(*options.jobs == 4);
  BOOST_TEST(options.reporter == "text");
  BOOST_TEST((options.dryRun && options.rterrors && options.untilFailure), "joined short options");
  BOOST_TEST(options.tests == (Words{"a", "b"}), boost::test_tools::per_element());
  BOOST_TEST(options.namesTests);
  BOOST_TEST(!parseOptions({"-n"}).namesTests);
}

BOOST_AUTO_TEST_CASE(an_empty_working_folder_is_the_default) {
  BOOST_TEST(parseOptions({"--temp-directory=", "x"}).tempDirectory == "_trial_temp");
  BOOST_TEST(parseOptions({"--temp-directory=a", "--temp-directory", "", "x"}).tempDirectory ==
             "_trial_temp");
}

BOOST_AUTO_TEST_CASE(exitfirst_goes_with_jobs, *label("CLI-03")) {
  BOOST_TEST(refused({"-j2", "-x", "a"}) == "accepted");
  BOOST_TEST(refused({"-j2", "--debug", "a"}) == "You can't specify --debug when using --jobs");
}

BOOST_AUTO_TEST_CASE(jobs_are_a_number_above_zero_or_auto, *label("CLI-04")) {
  BOOST_TEST(refused({"-j", "many"}) == "Expecting integer argument to jobs, got 'many'");
  BOOST_TEST(refused({"-j0"}) == positiveJobs);
  BOOST_TEST(refused({"-j", "-1"}) == positiveJobs);
  BOOST_TEST(*parseOptions({"-j", " +2 "}).jobs == 2);
  BOOST_TEST(*parseOptions({"-j", "auto"}).jobs == trial::_autoJobs());
  BOOST_TEST(trial::_autoJobs() >= 1);
}

BOOST_AUTO_TEST_CASE(automatic_jobs_are_those_that_this_process_may_use) {
  cpu_set_t before;
  BOOST_TEST_REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(::sched_getcpu(), &one);
  BOOST_TEST_REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  const auto jobs = *parseOptions({"-j", "auto"}).jobs;
  BOOST_TEST(::sched_setaffinity(0, sizeof before, &before) == 0);
  BOOST_TEST(jobs == 1);
  BOOST_TEST(*parseOptions({"-j", "auto"}).jobs == CPU_COUNT(&before));
}

BOOST_AUTO_TEST_CASE(an_order_or_a_seed, *label("CLI-09")) {
  BOOST_TEST(*parseOptions({"--order=alphabetical", "a"}).order == "alphabetical");
  BOOST_TEST(*parseOptions({"--order=toptobottom", "a"}).order == "toptobottom");
  BOOST_TEST(refused({"-z", "1", "-o", "alphabetical", "a"}) ==
             "You can't specify --random when using --order");
  BOOST_TEST(parseOptions({"--random", "0", "a"}).random->digits().size() >= 12, "from the clock");
}

BOOST_AUTO_TEST_CASE(numbers_may_have_any_length, *label("CLI-11")) {
  const std::string digits = "99999999999999999999999";
  BOOST_TEST(parseOptions({"--random=" + digits, "a"}).random->digits() == digits);
  BOOST_TEST(parseOptions({"-z", " +0" + digits + " ", "a"}).random->digits() == digits);
  BOOST_TEST(parseOptions({"-z", "9_9", "a"}).random->digits() == "99");
  BOOST_TEST(*parseOptions({"--recursionlimit=" + digits, "a"}).recursionLimit ==
             std::numeric_limits<long long>::max());
  const auto seconds = std::string(400, '9');
  BOOST_TEST(parseOptions({"--grace=" + seconds, "a"}).grace == std::numeric_limits<double>::max());
  BOOST_TEST(*parseOptions({"--test-timeout=" + seconds, "a"}).testTimeout ==
             std::numeric_limits<double>::max());
  BOOST_TEST(parseOptions({"--grace= +1_0.5 ", "a"}).grace == 10.5);
  for (const char* wrong : {"", " ", "1__0", "_1", "1_", "+-1", "-1", "1 0", "nan", "5s"})
    BOOST_TEST(refused({"--grace", wrong, "a"}) == "argument to --grace must be a positive number",
               wrong);
}

BOOST_AUTO_TEST_CASE(a_test_module_is_a_file_or_named_in_one) {
  const recording::ScratchFolder scratch;
  std::ofstream("test_a.cpp") << "// -*- test-case-name: never.read -*-\n";
  std::ofstream("source.hpp") << "// -*- test-case-name: test_b,c.test_d -*-\n";
  BOOST_TEST(parseOptions({"--testmodule", "test_a.cpp", "--testmodule=source.hpp", "x"}).tests ==
                 (Words{"./test_a.cpp", "test_b", "c.test_d", "x"}),
             boost::test_tools::per_element());
  Options options;
  BOOST_TEST(saidBy([&] {
               options = parseOptions({"--testmodule", "gone.cpp"});
             }) == "File 'gone.cpp' doesn't exist\n");
  BOOST_TEST(options.tests.empty());
  BOOST_TEST(options.namesTests, "it is an empty run, not one of the program's own tests");
}

BOOST_AUTO_TEST_CASE(modules_to_do_without_collect) {
  BOOST_TEST(parseOptions({"--without-module=gone_a,gone_b", "--without-module", "gone_c", "x"})
                     .withoutModules == (Words{"gone_a", "gone_b", "gone_c"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(formats_of_tracebacks_have_two_names_each) {
  const auto format = [](const char* name) { return parseOptions({"--tbformat", name}).tbformat; };
  BOOST_TEST(format("plain") == "default");
  BOOST_TEST(format("default") == "default");
  BOOST_TEST(format("emacs") == "brief");
  BOOST_TEST(format("brief") == "brief");
  BOOST_TEST(format("cgitb") == "verbose");
  BOOST_TEST(format("verbose") == "verbose");
}

BOOST_AUTO_TEST_CASE(a_reactor_that_the_system_lacks_is_refused) {
  ::setenv("EVENT_NOEPOLL", "1", 1);  // libevent's own switch
  const auto message = refused({"--reactor=epoll", "x"});
  ::unsetenv("EVENT_NOEPOLL");
  BOOST_TEST(message.starts_with("The specified reactor cannot be used, failed with error: "),
             message);
  BOOST_TEST(message.find("no event mechanism available") != std::string::npos, message);
  BOOST_TEST(message.ends_with(".\nSee the list of available reactors with --help-reactors"));
}

BOOST_DATA_TEST_CASE(what_cannot_be_followed_is_refused_in_trials_words, data::make(refusals),
                     refusal) {
  BOOST_TEST(refused(refusal.words) == refusal.message);
}

BOOST_AUTO_TEST_CASE(prefixes_that_are_unique_in_trial_stay_so) {
  BOOST_TEST(parseOptions({"--repor=summary"}).reporter == "summary");
  BOOST_TEST(parseOptions({"--rt"}).rterrors);
  // --test-timeout is not trial's.
  const recording::ScratchFolder scratch;
  std::ofstream("test_a.cpp") << "\n";
  for (const auto* prefix : {"--tes", "--test", "--testm"}) {
    BOOST_TEST(parseOptions({prefix, "test_a.cpp"}).tests == Words{"./test_a.cpp"},
               boost::test_tools::per_element());
  }
  BOOST_TEST(*parseOptions({"--test-=3"}).testTimeout == 3);
  BOOST_TEST(refused({"--te=x"}) == "option --te not a unique prefix", "so it is in trial");
  BOOST_TEST(parseOptions({"--g=2"}).grace == 2, "of trial's none begins so");
  BOOST_TEST(refused({"--test"}) == "option --testmodule requires argument");
  BOOST_TEST(parseOptions({"--debug"}).debug, "a whole name is no prefix");
  BOOST_TEST((parseOptions({"--help"}).action == Options::Action::help));
}

BOOST_AUTO_TEST_CASE(options_may_stand_anywhere_and_two_dashes_end_them) {
  const auto options = parseOptions({"a", "-j2", "b", "--", "-e", "--nonsense"});
  BOOST_TEST(options.tests == (Words{"a", "b", "-e", "--nonsense"}),
             boost::test_tools::per_element());
  BOOST_TEST(*options.jobs == 2);
  BOOST_TEST(!options.rterrors);
}

BOOST_AUTO_TEST_CASE(options_that_print_end_the_reading) {
  using Action = Options::Action;
  BOOST_TEST((parseOptions({"-h", "--nonsense"}).action == Action::help));
  BOOST_TEST((parseOptions({"--help-orders", "-j0"}).action == Action::helpOrders));
  BOOST_TEST((parseOptions({"--help-reporters", "--nopm"}).action == Action::helpReporters));
  BOOST_TEST((parseOptions({"--help-reactors", "-q"}).action == Action::helpReactors));
  BOOST_TEST((parseOptions({"--version", "-j0"}).action == Action::version));
  BOOST_TEST(refused({"-j0", "--version"}) != "accepted", "what is wrong before them is told");
}

BOOST_AUTO_TEST_CASE(a_worker_gets_what_concerns_it_in_trials_order, *label("CLI-05")) {
  BOOST_TEST(parseOptions({"-j2", "-x", "-e", "x"})._getWorkerArguments().empty());
  BOOST_TEST(parseOptions({"--without-module=gone_a,gone_b", "-r", "poll", "--recursionlimit=9",
                           "--coverage", "--force-gc", "--disablegc", "-j2", "x"})
                     ._getWorkerArguments() ==
                 (Words{"--disablegc", "--force-gc", "--coverage", "--recursionlimit", "9",
                        "--reactor", "poll", "--without-module", "gone_a,gone_b"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_accepts_every_option_that_it_is_passed,
                     *label("CLI-05") * label("WP-17")) {
  int passedOn = 0;
  for (const auto& option : trial::optionTable()) {
    if (!option.inWorker.place) continue;
    ++passedOn;
    BOOST_TEST(option.inWorker.accepted, option.name);
    BOOST_TEST_REQUIRE(option.binding.texts != nullptr, option.name);
    BOOST_TEST(option.binding.texts(Options()).empty(),
               option.name << " is passed only if it is given");
  }
  BOOST_TEST(passedOn >= 6);
}

BOOST_AUTO_TEST_CASE(arguments_of_a_worker_are_read_as_what_they_were_made_from, *label("CLI-05")) {
  const auto manager = parseOptions({"--without-module=gone_a",
                                     "--without-module=gone_b",
                                     "-r",
                                     "poll",
                                     "--force-gc",
                                     "--recursionlimit=9",
                                     "--coverage",
                                     "--disablegc",
                                     "-j2",
                                     "--test-timeout=2.5",
                                     "--grace=0.5",
                                     "--max-message=5000",
                                     "--env=A=1,2",
                                     "--env=B=",
                                     "--program-arg=--x",
                                     "--program-arg=",
                                     "--cwd=program",
                                     "--list-timeout=3",
                                     "--include-disabled",
                                     "--no-warm",
                                     "--warm",
                                     "x"});
  const auto worker = trial::parseWorkerOptions(manager._getWorkerArguments());
  BOOST_TEST(worker._getWorkerArguments() == manager._getWorkerArguments(),
             boost::test_tools::per_element());
  BOOST_TEST(worker.withoutModules == manager.withoutModules, boost::test_tools::per_element());
  BOOST_TEST(*worker.recursionLimit == 9);
  BOOST_TEST(*worker.testTimeout == 2.5);
  BOOST_TEST(worker.grace == 0.5);
  BOOST_TEST(worker.maxMessage == 5000U);
  BOOST_TEST(worker.programVariables == (Words{"A=1,2", "B="}), boost::test_tools::per_element());
  BOOST_TEST(worker.programArguments == (Words{"--x", ""}), boost::test_tools::per_element());
  BOOST_TEST(worker.inProgramFolder);
  BOOST_TEST(worker.warm);
  BOOST_TEST(!parseOptions({"--warm", "--no-warm", "x"}).warm);
  BOOST_TEST(worker.listTimeout == 3);
  BOOST_TEST(worker.includeDisabled);
}

BOOST_AUTO_TEST_CASE(a_value_is_written_back_as_it_is_read) {
  const auto apply = [](const trial::OptionSpec& option, const char* value) {
    Options options;
    option.binding.apply(options, value);
    return options;
  };
  for (const auto& flag : flags) {
    const auto& option = specOf(flag.name);
    BOOST_TEST(option.binding.texts(Options()).empty(), flag.name);
    BOOST_TEST(option.binding.texts(apply(option, nullptr)) == Words{""}, flag.name);
  }
  for (const auto& row : valued) {
    const auto& option = specOf(row.name);
    BOOST_TEST(option.binding.texts(Options()).empty(), row.name);
    const auto texts = option.binding.texts(apply(option, row.value));
    BOOST_TEST_REQUIRE(texts.size() == 1U, row.name);
    BOOST_TEST(row.kept(apply(option, texts[0].c_str())) == row.expected, row.name);
  }
}

BOOST_AUTO_TEST_CASE(a_worker_understands_the_basic_options, *label("WP-17")) {
  const auto options =
      trial::parseWorkerOptions({"--disablegc", "--force-gc", "--coverage", "--recursionlimit", "9",
                                 "--reactor", "poll", "--without-module", "gone_a,gone_b"});
  BOOST_TEST(options.forceGarbageCollection);
  BOOST_TEST(options.coverage);
  BOOST_TEST(*options.reactor == "poll");
  BOOST_TEST(options.withoutModules == (Words{"gone_a", "gone_b"}),
             boost::test_tools::per_element());
  BOOST_TEST(trial::parseWorkerOptions({}).coverdir() == "coverage");
  BOOST_TEST(refused({"--jobs=2"}, &trial::parseWorkerOptions) == "option --jobs not recognized");
  BOOST_TEST(refused({"test_x"}, &trial::parseWorkerOptions) ==
             "a worker is told its tests, not given test_x as an argument");
}

BOOST_AUTO_TEST_CASE(both_runners_get_the_values_of_the_command_line) {
  std::ostringstream out;
  const auto settings =
      parseOptions({"-j3", "-x", "-e", "--force-gc", "--unclean-warnings", "--tbformat=emacs",
                    "--grace=2", "-l", "a.log", "--temp-directory=there", "--reporter=text", "-r",
                    "poll", "x"})
          .settings(out);
  BOOST_TEST(*settings.jobs == 3);
  BOOST_TEST(settings.stream == &out);
  BOOST_TEST((settings.exitFirst && settings.rterrors && settings.forceGarbageCollection &&
              settings.uncleanWarnings));
  BOOST_TEST(settings.tbformat == "brief");
  BOOST_TEST(settings.grace == 2);
  BOOST_TEST(settings.logfile == "a.log");
  BOOST_TEST(settings.tempDirectory == "there");
  BOOST_TEST(
      *settings.workerArguments == (Words{"--force-gc", "--reactor", "poll", "--grace", "2"}),
      boost::test_tools::per_element());
  const auto reporter = settings.reporterFactory()(out);
  BOOST_TEST(dynamic_cast<trial::TextReporter*>(reporter.get()) != nullptr);
  BOOST_TEST(!settings.mode);
}

BOOST_AUTO_TEST_CASE(the_last_reporter_counts) {
  std::ostringstream out;
  const auto settings = parseOptions({"--reporter=text", "--reporter=subunit", "x"}).settings(out);
  BOOST_TEST(settings.reporterFactory().ownsStream());
  auto several = settings;
  several.reporterFactories.insert(several.reporterFactories.begin(),
                                   trial::findReporter("text")->factory);
  BOOST_TEST(several.reporterFactory().ownsStream());
  BOOST_TEST(!trial::RunSettings().reporterFactory());
}

BOOST_AUTO_TEST_CASE(which_cases_share_a_process_is_said_to_both_runners, *label("DUR-09")) {
  using trial::Isolation;
  struct Row {
    Words words;
    std::optional<Isolation> isolation;
    std::size_t batchSize;
  };
  for (const auto& [words, isolation, batchSize] :
       {Row{{"x"}, std::nullopt, 0},
        Row{{"--isolation=batch", "--batch-size=auto", "x"}, Isolation::batch, 0},
        Row{{"--isolation=process", "x"}, Isolation::process, 0},
        Row{{"--isolation=program", "x"}, Isolation::program, 0},
        Row{{"--batch-size=3", "x"}, std::nullopt, 3}}) {
    const auto options = parseOptions(words);
    const auto settings = options.settings(std::cout);
    const auto ofPrograms = trial::programSettingsOf(options);
    BOOST_TEST((settings.isolation == isolation));
    BOOST_TEST((ofPrograms.isolation == isolation));
    BOOST_TEST(settings.batchSize == batchSize);
    BOOST_TEST(ofPrograms.batchSize == batchSize);
  }
}

BOOST_AUTO_TEST_CASE(an_order_that_is_asked_for_is_kept, *label("DUR-08")) {
  const auto keeps = [](const Words& words) {
    return parseOptions(words).settings(std::cout).keepOrder;
  };
  BOOST_TEST(!keeps({"-j2", "x"}));
  BOOST_TEST(keeps({"-j2", "--order=alphabetical", "x"}));
  BOOST_TEST(keeps({"-j2", "--random=7", "x"}));
}

BOOST_AUTO_TEST_CASE(a_run_has_the_mode_that_its_options_say) {
  using Mode = trial::RunSettings::Mode;
  const auto mode = [](const Words& words) { return parseOptions(words).settings(std::cout).mode; };
  BOOST_TEST((mode({"--debug", "x"}) == Mode::debug));
  BOOST_TEST(!mode({"--debug", "--nopm", "x"}));
  BOOST_TEST((mode({"-n", "--debug", "x"}) == Mode::dryRun));
  BOOST_TEST(!mode({"x"}));
  BOOST_TEST(!parseOptions({"-n", "-j2", "x"}).settings(std::cout).jobs, "nothing is run");
}

BOOST_AUTO_TEST_CASE(coverage_goes_below_the_working_folder) {
  const recording::ScratchFolder scratch;
  BOOST_TEST(parseOptions({"--temp-directory=/tmp/there", "x"}).coverdir().string() ==
             "/tmp/there/coverage");
  BOOST_TEST(parseOptions({"x"}).coverdir().is_absolute());
  BOOST_TEST(parseOptions({"x"}).coverdir().string().ends_with("/_trial_temp/coverage"));
  trial::collectCoverage("/tmp/there/coverage");
  const std::string gcc = std::getenv("GCOV_PREFIX");
  const std::string clang = std::getenv("LLVM_PROFILE_FILE");
  ::unsetenv("GCOV_PREFIX");  // for what this process itself may collect
  ::unsetenv("LLVM_PROFILE_FILE");
  BOOST_TEST(gcc == "/tmp/there/coverage");
  BOOST_TEST(clang == "/tmp/there/coverage/%m.profraw");
}

BOOST_AUTO_TEST_SUITE_END()
