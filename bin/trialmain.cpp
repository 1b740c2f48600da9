#include <bin/trialmain.hpp>

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <bin/makerunner.hpp>
#include <dist/disttrial.hpp>
#include <dist/workertrial.hpp>
#include <reactor/libevent.hpp>
#include <trial/loader.hpp>
#include <trial/names.hpp>
#include <trial/nativeprogram.hpp>
#include <trial/orders.hpp>

namespace bin {

namespace {

trial::TestLoader loaderFor(const trial::Options& options) {
  trial::TestLoader loader;
  if (options.order)
    loader.sorter = loader.programSorter = trial::findOrder(*options.order)->before;
  if (options.random) {
    loader.sorter = loader.programSorter = trial::shuffled(*options.random);
    std::cout << "Running tests shuffled with seed " << *options.random << "\n\n";
  }
  if (!options.untilFailure) {  // what was run is not needed again
    loader.suiteFactory = [](std::vector<trial::TestPtr> tests) {
      return std::make_shared<trial::DestructiveTestSuite>(std::move(tests));
    };
  }
  return loader;
}

int runTests(const trial::Options& options) {
  const auto runner = makeRunner(options, std::cout);
  auto loader = loaderFor(options);
  const auto suite = options.tests.empty() ? trial::loadOwnTests(loader)
                                           : loader.loadByNames(options.tests, options.recurse);
  const auto result = options.untilFailure ? runner->runUntilFailure(suite) : runner->run(suite);
  std::cout.flush();
  if (const auto signal = reactor::defaultReactor()._exitSignal()) return exitSignal + *signal;
  return result->wasSuccessful() ? exitSuccess : exitFailure;
}

}  // namespace

int trial_main(int argc, char** argv) {
  const std::string program = argc > 0 ? argv[0] : "trial-dist";
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (!arguments.empty() && arguments.front() == "--worker") {
    arguments.erase(arguments.begin());
    return dist::workertrial::main(arguments);
  }
  if (trial::isAskedByRunner(arguments)) return trial::answerRunner(arguments);
  dist::thisProgramIsAWorker();
  try {
    trial::setRunFolder(std::filesystem::current_path());
    const auto options = arguments.empty() && trial::hasOwnTests() ? trial::Options()
                                                                   : trial::parseOptions(arguments);
    switch (options.action) {
      case trial::Options::Action::help: std::cout << trial::helpText(program); return exitSuccess;
      case trial::Options::Action::version:
        std::cout << "trial-dist version: " << TRIAL_DIST_VERSION << '\n';
        return exitSuccess;
      case trial::Options::Action::run: break;
    }
    return runTests(options);
  } catch (const std::exception& error) {
    // One line, whether the command line was wrong or the run could not be carried through.
    std::cout.flush();
    std::cerr << program << ": " << error.what() << '\n';
    return exitFailure;
  }
}

}  // namespace bin
