#include <trial/commandline/optiontable.hpp>

#include <string>
#include <type_traits>

#include <fmt/format.h>
#include <trial/commandline/optionvalues.hpp>
#include <trial/reports/reportformats.hpp>

namespace trial {

namespace {

using Action = Options::Action;
using Group = OptionGroup;

std::string textOf(bool) { return {}; }
std::string textOf(const std::string& value) { return value; }
std::string textOf(const Seed& seed) { return seed.digits(); }
std::string textOf(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}
template <class Number>
requires std::is_arithmetic_v<Number> std::string textOf(Number value) {
  return fmt::format("{}", value);
}
template <class Value>
std::string textOf(const std::optional<Value>& value) {
  return textOf(*value);
}

/// The member as a text, if it does not have its default.
template <auto member>
std::vector<std::string> given(const Options& options) {
  if (options.*member == Options().*member) return {};
  return {textOf(options.*member)};
}

/// The values of the member, each as a text.
template <auto member>
std::vector<std::string> each(const Options& options) {
  return options.*member;
}

/// An option without a value, which sets a member to `value`.
template <auto member, bool value = true>
constexpr OptionBinding flag = {[](Options& options, const char*) { options.*member = value; },
                                given<member>};
/// One of two options without a value that set the same member: it is given if that has its value.
template <auto member, bool value>
constexpr OptionBinding oneOfTwo = {
    [](Options& options, const char*) { options.*member = value; },
    [](const Options& options) {
      const bool isGiven = options.*member == value && value != Options().*member;
      return isGiven ? std::vector<std::string>{{}} : std::vector<std::string>();
    }};
/// An option whose value is kept as it is.
template <auto member>
constexpr OptionBinding text = {
    [](Options& options, const char* value) { options.*member = value; }, given<member>};
/// An option whose value `set` checks and keeps in the member.
template <auto member, auto set>
constexpr OptionBinding checked = {set, given<member>};
/// An option whose values `add` checks and adds to the member.
template <auto member, auto add>
constexpr OptionBinding added = {add, each<member>};
/// An option whose value `use` turns into something else.
template <auto use>
constexpr OptionBinding unkept = {use};
/// An option that prints a text.
template <Action action>
constexpr OptionBinding show = {[](Options& options, const char*) { options.action = action; }};

const std::string helpOfWrite =
    "write a report to FILE, too (-: stdout, and all else to stderr). FORMAT is one of " +
    reportFormatNames();

const std::vector<OptionSpec> table = {
    {"no-recurse", 'N', nullptr, Group::which, acceptedInWorker, true,
     "do not descend into packages inside a package", flag<&Options::recurse, false>},
    {"order", 'o', "ORDER", Group::which, acceptedInWorker, true,
     "how modules, classes and tests are sorted, see --help-orders [default: by name, and test "
     "programs in their own order]",
     checked<&Options::order, optionvalues::setOrder>, Completes::order},
    {"random", 'z', "SEED", Group::which, acceptedInWorker, true,
     "run the tests in an order that depends on this number; 0: one from the clock",
     checked<&Options::random, optionvalues::setRandom>},
    {"testmodule", 0, "FILE", Group::which, acceptedInWorker, true,
     "a source whose tests are run: test_*.cpp itself, or the modules that one of the first two "
     "lines of another names as -*- test-case-name: a,b -*-",
     unkept<optionvalues::addTestModule>, Completes::file, true},
    {"without-module", 0, "MODULES", Group::which, passedToWorker(6), true,
     "make modules, separated by commas, impossible to open",
     checked<&Options::withoutModules, optionvalues::addWithoutModules>, Completes::nothing, true},
    {"select", 'k', "EXPRESSION", Group::which, notInWorker, false,
     "run those tests only that match: NAME, a part of the id; a glob (* ? [ab]) of the whole id, "
     "of all behind ::, or of a module, class, suite or case; tag:NAME; file:NAME, a source; "
     "joined by and, or, not and parentheses. What is in \"quotes\" has no other meaning",
     checked<&Options::select, optionvalues::setSelect>},
    {"include-disabled", 0, nullptr, Group::which, passedToWorker(), false,
     "run also the cases that their program disables, which are skipped otherwise",
     flag<&Options::includeDisabled>},
    {"list", 0, "json", Group::which, notInWorker, false,
     "print the ids of the tests that would run, one a line, and run none; json: all tests, with "
     "framework, file, line, tags and whether they are disabled",
     unkept<optionvalues::setList>, Completes::nothing, false, true},

    {"dry-run", 'n', nullptr, Group::how, notInWorker, true, "do everything but run the tests",
     flag<&Options::dryRun>},
    {"exitfirst", 'x', nullptr, Group::how, acceptedInWorker, true,
     "stop after the first error or failure; under --jobs tests that run then come to their end",
     flag<&Options::exitFirst>},
    {"until-failure", 'u', nullptr, Group::how, notInWorker, true,
     "repeat the tests until one fails", flag<&Options::untilFailure>},
    {"jobs", 'j', "NUMBER", Group::how, notInWorker, true,
     "how many worker processes run the tests; auto: as many as there are usable processors",
     checked<&Options::jobs, optionvalues::setJobs>},
    {"isolation",
     0,
     "WHAT",
     Group::how,
     notInWorker,
     false,
     "which cases of a test program share a process: process: none; program: all; batch: some "
     "under --jobs, as many as make the run short, else all [default: as trial-dist.toml says, "
     "or batch]",
     {optionvalues::setIsolation}},
    {"batch-size",
     0,
     "NUMBER",
     Group::how,
     notInWorker,
     false,
     "how many cases of a test program share a process at most; auto: as --isolation=batch says "
     "[default: auto]",
     {optionvalues::setBatchSize}},
    {"warm", 0, nullptr, Group::how, passedToWorker(), false,
     "start a test program once in each worker, and make its processes copies of that one at the "
     "entry of its main function; one that cannot be copied is started anew, and the log says why",
     oneOfTwo<&Options::warm, true>},
    {"no-warm", 0, nullptr, Group::how, passedToWorker(), false,
     "start each process of a test program anew [default]", oneOfTwo<&Options::warm, false>},
    {"schedule",
     0,
     "longest",
     Group::how,
     notInWorker,
     false,
     "under --jobs begin also native tests with those that took longest in earlier runs, as it is "
     "done with the cases of programs unless an order is given",
     {optionvalues::setSchedule},
     Completes::nothing},
    {"durations", 0, "FILE", Group::how, notInWorker, false,
     "where durations of tests are kept from run to run [default: a file for the present folder "
     "in $XDG_STATE_HOME/trial-dist]",
     checked<&Options::durationFile, optionvalues::setDurations>, Completes::file},
    {"no-durations", 0, nullptr, Group::how, notInWorker, false,
     "neither use nor keep durations of tests", flag<&Options::rememberDurations, false>},
    {"force-gc", 0, nullptr, Group::how, passedToWorker(2), true,
     "let the event loop do what is due after each test, so that errors in what a test dropped are "
     "its own",
     flag<&Options::forceGarbageCollection>},
    {"disablegc", 0, nullptr, Group::how, passedToWorker(1), true,
     "has no effect: there is no garbage collector", flag<&Options::disableGarbageCollection>},
    {"recursionlimit", 0, "NUMBER", Group::how, passedToWorker(4), true,
     "has no effect: the system limits the stack",
     checked<&Options::recursionLimit, optionvalues::setRecursionLimit>},
    {"reactor", 'r', "REACTOR", Group::how, passedToWorker(5), true,
     "the event loop that tests run in, see --help-reactors",
     checked<&Options::reactor, optionvalues::setReactor>, Completes::reactor},
    {"test-timeout", 0, "SECONDS", Group::how, passedToWorker(), false,
     "how long each stage of a test, or a case of a program, may take, even if its code blocks "
     "[default: that of its TestCase, or 120; none for other tests and for programs]",
     checked<&Options::testTimeout, optionvalues::setTestTimeout>},
    {"list-timeout", 0, "SECONDS", Group::how, passedToWorker(), false,
     "how long a program may take to list its cases [default: 10]",
     checked<&Options::listTimeout, optionvalues::setListTimeout>},
    {"program-arg", 0, "ARG", Group::how, passedToWorker(), false,
     "an option that test programs of other frameworks get behind those of trial-dist",
     added<&Options::programArguments, optionvalues::addProgramArgument>, Completes::nothing, true},
    {"env", 0, "NAME=VALUE", Group::how, passedToWorker(), false,
     "a variable for test programs of other frameworks, also one of those that are not passed on "
     "to "
     "them (GTEST_*, BOOST_TEST_*)",
     added<&Options::programVariables, optionvalues::addProgramVariable>, Completes::nothing, true},
    {"cwd",
     0,
     "program",
     Group::how,
     passedToWorker(),
     false,
     "run test programs of other frameworks in the folders that they lie in, not in the present "
     "one",
     {optionvalues::setProgramFolder,
      [](const Options& options) {
        return options.inProgramFolder ? std::vector<std::string>{"program"}
                                       : std::vector<std::string>();
      }}},
    {"grace", 0, "SECONDS", Group::how, passedToWorker(), false,
     "how long workers and programs have to end before they are terminated, and again before they "
     "are killed "
     "[default: 5]",
     checked<&Options::grace, optionvalues::setGrace>},
    {"max-message", 0, "BYTES", Group::how, passedToWorker(), false,
     "how large a message to or from a worker may be [default: 67108864]",
     checked<&Options::maxMessage, optionvalues::setMaxMessage>},

    {"reporter", 0, "REPORTER", Group::output, acceptedInWorker, true,
     "how the run is told, see --help-reporters [default: verbose]", text<&Options::reporter>,
     Completes::reporter},
    {"write", 0, "FORMAT=FILE", Group::output, notInWorker, false, helpOfWrite.c_str(),
     added<&Options::reports, optionvalues::addReport>, Completes::nothing, true},
    {"replay", 0, nullptr, Group::output, notInWorker, false,
     "report the run that an event log tells of (--write=json=FILE), and run nothing; the names "
     "are those of the logs, and the parts of one run if they are several",
     flag<&Options::replay>},
    {"rterrors", 'e', nullptr, Group::output, acceptedInWorker, true,
     "print tracebacks also as soon as they occur", flag<&Options::rterrors>},
    {"tbformat", 0, "FORMAT", Group::output, acceptedInWorker, true,
     "how tracebacks are written: plain, emacs or cgitb [default: plain]",
     checked<&Options::tbformat, optionvalues::setTracebackFormat>, Completes::tracebackFormat},
    {"unclean-warnings", 0, nullptr, Group::output, acceptedInWorker, true,
     "what a test leaves in the reactor is a warning, not an error",
     flag<&Options::uncleanWarnings>},
    {"logfile", 'l', "FILE", Group::output, notInWorker, true,
     "the log of the run, in the working folder if it is relative; -: stdout [default: test.log]",
     text<&Options::logfile>, Completes::file},
    {"temp-directory", 0, "FOLDER", Group::output, acceptedInWorker, true,
     "the working folder of the tests [default: _trial_temp]",
     checked<&Options::tempDirectory, optionvalues::setTempDirectory>, Completes::folder},
    {"coverage", 0, nullptr, Group::output, passedToWorker(3), true,
     "write the coverage data of tests that were built for it below coverage in the working folder",
     flag<&Options::coverage>},

    {"debug", 'b', nullptr, Group::debugging, notInWorker, true,
     "run under a debugger, stopped where an assertion fails or another error is reported; also "
     "--debug-stacktraces",
     flag<&Options::debug>},
    {"debugger", 0, "PROGRAM", Group::debugging, notInWorker, true,
     "the debugger of --debug: gdb, lldb or one that is called like gdb [default: gdb]",
     text<&Options::debugger>, Completes::program},
    {"nopm", 0, nullptr, Group::debugging, notInWorker, true,
     "with --debug: do not stop at a failure", flag<&Options::nopm>},
    {"debug-stacktraces", 'B', nullptr, Group::debugging, notInWorker, true,
     "keep where Deferreds are made and first fired", flag<&Options::debugStacktraces>},
    {"profile", 0, nullptr, Group::debugging, notInWorker, true,
     "is refused: run the tests under a profiler", flag<&Options::profile>},
    {"spew", 0, nullptr, Group::debugging, acceptedInWorker, true,
     "write a line to stderr for each event of the loop, each callback of a Deferred and each "
     "message",
     flag<&Options::spew>},

    {"help", 'h', nullptr, Group::texts, acceptedInWorker, true, "print the options and exit",
     show<Action::help>},
    {"help-orders", 0, nullptr, Group::texts, acceptedInWorker, true, "print the orders and exit",
     show<Action::helpOrders>},
    {"help-reporters", 0, nullptr, Group::texts, acceptedInWorker, true,
     "print the reporters and exit", show<Action::helpReporters>},
    {"help-reactors", 0, nullptr, Group::texts, notInWorker, true, "print the reactors and exit",
     show<Action::helpReactors>},
    {"version", 0, nullptr, Group::texts, acceptedInWorker, true, "print the version and exit",
     show<Action::version>},
};

}  // namespace

std::string_view titleOf(OptionGroup group) noexcept {
  switch (group) {
    case Group::which: return "Which tests, in which order";
    case Group::how: return "What is done with them";
    case Group::output: return "Output";
    case Group::debugging: return "Debugging";
    case Group::texts: break;
  }
  return "Texts";
}

const std::vector<OptionSpec>& optionTable() { return table; }

std::vector<std::string_view> tracebackFormats() {
  std::vector<std::string_view> names;
  for (const auto& [name, detail] : optionvalues::tbformatMap) names.push_back(name);
  return names;
}

}  // namespace trial
