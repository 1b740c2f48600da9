#include <trial/commandline/optiontable.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <trial/commandline/optionvalues.hpp>

namespace trial {

namespace {

using Action = Options::Action;
using Group = OptionGroup;

template <bool Options::*Flag>
void set(Options& options, const char*) {
  options.*Flag = true;
}
template <std::string Options::*Text>
void take(Options& options, const char* value) {
  options.*Text = value;
}
template <Action action>
void show(Options& options, const char*) {
  options.action = action;
}

const std::vector<OptionSpec> table = {
    {"no-recurse", 'N', nullptr, Group::which, true, true,
     "do not descend into packages inside a package",
     [](Options& options, const char*) { options.recurse = false; }},
    {"order", 'o', "ORDER", Group::which, true, true,
     "how modules, classes and tests are sorted, see --help-orders [default: by name, and test "
     "programs in their own order]",
     optionvalues::setOrder, Completes::order},
    {"random", 'z', "SEED", Group::which, true, true,
     "run the tests in an order that depends on this number; 0: one from the clock",
     optionvalues::setRandom},
    {"testmodule", 0, "FILE", Group::which, true, true,
     "a source whose tests are run: test_*.cpp itself, or the modules that one of the first two "
     "lines of another names as -*- test-case-name: a,b -*-",
     optionvalues::addTestModule, Completes::file, true},
    {"without-module", 0, "MODULES", Group::which, true, true,
     "make modules, separated by commas, impossible to open", optionvalues::addWithoutModules,
     Completes::nothing, true},

    {"dry-run", 'n', nullptr, Group::how, false, true, "do everything but run the tests",
     set<&Options::dryRun>},
    {"exitfirst", 'x', nullptr, Group::how, true, true,
     "stop after the first error or failure; under --jobs tests that run then come to their end",
     set<&Options::exitFirst>},
    {"until-failure", 'u', nullptr, Group::how, false, true, "repeat the tests until one fails",
     set<&Options::untilFailure>},
    {"jobs", 'j', "NUMBER", Group::how, false, true,
     "how many worker processes run the tests; auto: as many as there are usable processors",
     optionvalues::setJobs},
    {"force-gc", 0, nullptr, Group::how, true, true,
     "let the event loop do what is due after each test, so that errors in what a test dropped are "
     "its own",
     set<&Options::forceGarbageCollection>},
    {"disablegc", 0, nullptr, Group::how, true, true,
     "has no effect: there is no garbage collector", set<&Options::disableGarbageCollection>},
    {"recursionlimit", 0, "NUMBER", Group::how, true, true,
     "has no effect: the system limits the stack", optionvalues::setRecursionLimit},
    {"reactor", 'r', "REACTOR", Group::how, true, true,
     "the event loop that tests run in, see --help-reactors", optionvalues::setReactor,
     Completes::reactor},
    {"test-timeout", 0, "SECONDS", Group::how, false, false,
     "how long a test may take under --jobs; checked, and without effect so far",
     optionvalues::setTestTimeout},
    {"grace", 0, "SECONDS", Group::how, false, false,
     "how long workers have to end before they are terminated, and again before they are killed "
     "[default: 5]",
     optionvalues::setGrace},
    {"max-message", 0, "BYTES", Group::how, false, false,
     "how large a message of a worker may be; checked, and without effect so far [default: "
     "67108864]",
     optionvalues::setMaxMessage},

    {"reporter", 0, "REPORTER", Group::output, true, true,
     "how the run is told, see --help-reporters [default: verbose]", take<&Options::reporter>,
     Completes::reporter},
    {"rterrors", 'e', nullptr, Group::output, true, true,
     "print tracebacks also as soon as they occur", set<&Options::rterrors>},
    {"tbformat", 0, "FORMAT", Group::output, true, true,
     "how tracebacks are written: plain, emacs or cgitb [default: plain]",
     optionvalues::setTracebackFormat, Completes::tracebackFormat},
    {"unclean-warnings", 0, nullptr, Group::output, true, true,
     "what a test leaves in the reactor is a warning, not an error",
     set<&Options::uncleanWarnings>},
    {"logfile", 'l', "FILE", Group::output, false, true,
     "the log of the run, in the working folder if it is relative; -: stdout [default: test.log]",
     take<&Options::logfile>, Completes::file},
    {"temp-directory", 0, "FOLDER", Group::output, true, true,
     "the working folder of the tests [default: _trial_temp]", optionvalues::setTempDirectory,
     Completes::folder},
    {"coverage", 0, nullptr, Group::output, true, true,
     "write the coverage data of tests that were built for it below coverage in the working folder",
     set<&Options::coverage>},

    {"debug", 'b', nullptr, Group::debugging, false, true,
     "run under a debugger, stopped where an assertion fails or another error is reported; also "
     "--debug-stacktraces",
     set<&Options::debug>},
    {"debugger", 0, "PROGRAM", Group::debugging, false, true,
     "the debugger of --debug: gdb, lldb or one that is called like gdb [default: gdb]",
     take<&Options::debugger>, Completes::program},
    {"nopm", 0, nullptr, Group::debugging, false, true, "with --debug: do not stop at a failure",
     set<&Options::nopm>},
    {"debug-stacktraces", 'B', nullptr, Group::debugging, false, true,
     "keep where Deferreds are made and first fired", set<&Options::debugStacktraces>},
    {"profile", 0, nullptr, Group::debugging, false, true,
     "is refused: run the tests under a profiler", set<&Options::profile>},
    {"spew", 0, nullptr, Group::debugging, true, true,
     "write a line to stderr for each event of the loop, each callback of a Deferred and each "
     "message",
     set<&Options::spew>},

    {"help", 'h', nullptr, Group::texts, true, true, "print the options and exit",
     show<Action::help>},
    {"help-orders", 0, nullptr, Group::texts, true, true, "print the orders and exit",
     show<Action::helpOrders>},
    {"help-reporters", 0, nullptr, Group::texts, true, true, "print the reporters and exit",
     show<Action::helpReporters>},
    {"help-reactors", 0, nullptr, Group::texts, false, true, "print the reactors and exit",
     show<Action::helpReactors>},
    {"version", 0, nullptr, Group::texts, true, true, "print the version and exit",
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
