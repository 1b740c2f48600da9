#include <bin/trialmain.hpp>

#include <cstddef>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/prctl.h>
#include <unistd.h>

#include <bin/debug.hpp>
#include <bin/loading.hpp>
#include <bin/makerunner.hpp>
#include <bin/program/complete.hpp>
#include <bin/program/githubstep.hpp>
#include <bin/program/replay.hpp>
#include <dist/disttrial.hpp>
#include <dist/workertrial.hpp>
#include <reactor/error.hpp>
#include <reactor/failure.hpp>
#include <reactor/libevent.hpp>
#include <reactor/process/memory.hpp>
#include <reactor/reactors.hpp>
#include <reactor/spawn/adoption.hpp>
#include <reactor/spew.hpp>
#include <trial/commandline/helptexts.hpp>
#include <trial/commandline/programoptions.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/listing/answering.hpp>
#include <trial/listing/modulelister.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/options.hpp>
#include <trial/programs/native/answering.hpp>
#include <trial/programs/settings/configuration.hpp>
#include <trial/reporters.hpp>
#include <trial/reports/reports.hpp>
#include <trial/running/coverage.hpp>
#include <trial/running/environment.hpp>
#include <trial/selecting/listtests.hpp>

namespace bin {

namespace {

using Action = trial::Options::Action;

// Bytes of heap that a run, and a worker, needs for some hundred cases.
constexpr std::size_t memoryOfRun = std::size_t{3} << 20;
constexpr std::size_t memoryOfWorker = std::size_t{1} << 20;

std::string textOf(Action action, const std::string& program) {
  switch (action) {
    case Action::help: return trial::helpText(std::filesystem::path(program).filename().string());
    case Action::helpOrders: return trial::helpOrders();
    case Action::helpReporters: return trial::helpReporters();
    case Action::helpReactors: return trial::helpReactors();
    case Action::version: return "trial-dist version: " TRIAL_DIST_VERSION "\n";
    case Action::run: break;
  }
  return {};
}

/// The signal that ended the run, if one did. A run in this process records it in RunSignals,
/// others in the reactor.
std::optional<int> endingSignal() {
  const auto signal = trial::RunSignals::received();
  return signal ? signal : reactor::defaultReactor()._exitSignal();
}

void installReactor(const std::string& shortName) {
  try {
    reactor::installReactor(shortName);
  } catch (const reactor::ReactorAlreadyInstalledError&) {
    throw trial::UsageError(
        "The specified reactor cannot be used, failed with error: the program has asked for its "
        "reactor before it has read --reactor.");
  }
}

/// Throws if stdout could not be written, so that the exit status is not 0.
void finishOutput() {
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("stdout could not be written");
}

/// For a run that did not come to its end.
void flushInterrupted() {
  std::cout.flush();
  if (trial::RunSignals::outputGivenUp())
    std::cerr << "the report is not complete: nobody read what was written\n";
}

/// For a run that could not be carried through, or that a signal ended before it began.
int statusOfBrokenRun() {
  const auto signal = trial::RunSignals::received();
  return signal ? exitSignal + *signal : exitFailure;
}

/// Both a wrong command line and a run that could not be carried through give one line.
int endBroken(const std::string& program, const std::string& why) {
  const trial::RunSignals writing(trial::RunSignals::AfterRun{});
  flushInterrupted();
  std::cerr << program << ": " << why << '\n';
  return statusOfBrokenRun();
}

/// Modules are listed by other processes before this one opens them. It need not open them at all
/// if it runs no tests.
void listModulesFirst(bool thenOpen) {
  const auto processors = static_cast<std::size_t>(trial::_autoJobs());
  trial::setModuleListing(trial::ModuleListing{.atOnce = processors, .thenOpen = thenOpen});
}

void applyToPrograms(const trial::Options& options) {
  trial::frameworks::setProgramSettings(trial::programSettingsOf(options));
  // A mistake in the configuration file ends the run; else each program would report it.
  (void)trial::frameworks::programConfigurationFor(trial::runFolder());
}

/// Nothing but the list is written to stdout.
int listTests(const trial::Options& options, const std::string& program) {
  if (options.reactor) installReactor(*options.reactor);
  applyToPrograms(options);
  listModulesFirst(false);
  const bool complete =
      trial::listTests(_getSuite(options, std::cerr), *options.list, program, std::cout, std::cerr);
  finishOutput();
  return complete ? exitSuccess : exitFailure;
}

/// Runs the tests that the options name, and returns the exit status.
int runSuite(const trial::Options& options, const std::shared_ptr<trial::Reports>& reports) {
  // Nothing but the report is written to stdout if the reporter owns it (FIX-14).
  auto& messages =
      trial::findReporter(options.reporter)->factory.ownsStream() ? std::cerr : std::cout;
  if (options.coverage) trial::collectCoverage(options.coverdir());
  // This process adopts what cases of a serial run leave behind, and what a worker has started when
  // its guardian is killed.
  const reactor::Adoption adoption;
  const auto runner = makeRunner(options, std::cout);
  if (reports != nullptr) runner->addListener(reports);
  listModulesFirst(!options.jobs && !options.dryRun);
  const auto suite = _getSuite(options, messages);
  const auto result = options.untilFailure ? runner->runUntilFailure(suite) : runner->run(suite);
  const trial::RunSignals writing(trial::RunSignals::AfterRun{});
  if (options.coverage) {
    messages << "Setting coverage directory to " << options.coverdir().string() << ".\n";
  }
  if (const auto signal = endingSignal()) {
    flushInterrupted();
    return exitSignal + *signal;
  }
  finishOutput();
  return result->wasSuccessful() ? exitSuccess : exitFailure;
}

int runTests(const trial::Options& options, const std::vector<std::string>& arguments) {
  reactor::prepareMemory(memoryOfRun);
  if (options.debug && !options.dryRun) startDebugger(options, arguments);
  _initialDebugSetup(options);
  if (options.reactor) installReactor(*options.reactor);
  reactor::setSpewing(options.spew);
  applyToPrograms(options);
  const bool inStep = isGithubStep(options);
  if (!options.jobs) {
    trial::setRunVariable("TRIAL_WORKER", "0");
    trial::setRunVariable("TRIAL_WORKERS", "1");
  }
  if (options.recursionLimit) std::cerr << "--recursionlimit has no effect here\n";
  if (options.reports.empty() && !inStep) return runSuite(options, nullptr);
  // Opened first, so that a file that cannot be written is told before anything runs.
  const auto reports = std::make_shared<trial::Reports>(
      options.reports, options.uncleanWarnings,
      trial::Reports::Reserved{.replaced = trial::fromRunFolder(options.tempDirectory)});
  std::shared_ptr<trial::GithubStep> step;
  if (inStep) reports->add(step = githubStep(options, *reports));
  const auto end = [&](int status) {
    const trial::RunSignals writing(trial::RunSignals::AfterRun{});
    const int last = reports->end(status);
    try {
      if (step != nullptr) step->end();
    } catch (const std::exception& error) {
      std::cerr << "the step has no annotations: " << error.what() << '\n';
    }
    return last;
  };
  int status = exitFailure;
  try {
    status = runSuite(options, reports);
  } catch (...) {
    (void)end(statusOfBrokenRun());
    throw;
  }
  return end(status);
}

/// A process that was started as /proc/self/exe would be called "exe" where processes are listed.
void nameProcess(const std::string& program) {
  (void)::prctl(PR_SET_NAME, std::filesystem::path(program).filename().c_str());
}

}  // namespace

int trial_main(int argc, char** argv) {
  const std::string program = argc > 0 ? argv[0] : "trial-dist";
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (!arguments.empty() && arguments.front() == "--worker") {
    arguments.erase(arguments.begin());
    nameProcess(program);
    reactor::prepareMemory(memoryOfWorker);
    return dist::workertrial::main(arguments);
  }
  trial::rememberEnvironment();
  if (isAskedToComplete(arguments)) return complete(arguments, STDOUT_FILENO);
  if (trial::isAskedByRunner(arguments)) return trial::answerRunner(arguments);
  if (trial::isAskedToListModule(arguments)) {
    nameProcess(program);
    reactor::prepareMemory(memoryOfWorker);
    return trial::answerWithList(arguments);
  }
  dist::thisProgramIsAWorker();
  listModulesFirst(true);
  try {
    std::error_code gone;  // if the folder is gone, --help and the like still work
    if (auto folder = std::filesystem::current_path(gone); !gone)
      trial::setRunFolder(std::move(folder));
    const auto options = arguments.empty() && trial::hasOwnTests() ? trial::Options()
                                                                   : trial::parseOptions(arguments);
    if (options.action == Action::run && options.replay) {
      const int status = replayLogs(options);
      finishOutput();
      return status;
    }
    if (options.action == Action::run && options.list) return listTests(options, program);
    if (options.action == Action::run) return runTests(options, arguments);
    std::cout << textOf(options.action, program);
    finishOutput();
    return exitSuccess;
  } catch (const std::exception& error) {
    return endBroken(program, error.what());
  } catch (...) {  // a user's reporter or suite may throw anything
    return endBroken(program, reactor::Failure().type());
  }
}

}  // namespace bin
