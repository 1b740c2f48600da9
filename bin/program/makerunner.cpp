#include <bin/makerunner.hpp>

#include <utility>

#include <dist/disttrial.hpp>
#include <trial/reporters.hpp>
#include <trial/runner.hpp>

namespace bin {

namespace {

template <class R>
class Runner final : public IRunner {
 public:
  template <class Options>
  explicit Runner(Options options) : runner_(std::move(options)) {}
  trial::ReporterPtr run(const trial::TestPtr& suite) override { return runner_.run(suite); }
  trial::ReporterPtr runUntilFailure(const trial::TestPtr& suite) override {
    return runner_.runUntilFailure(suite);
  }

 private:
  R runner_;
};

}  // namespace

std::unique_ptr<IRunner> makeRunner(const trial::Options& options, std::ostream& stream) {
  const auto& factory = trial::findReporter(options.reporter)->factory;
  if (options.jobs && !options.dryRun) {
    dist::DistTrialRunnerOptions with;
    with.reporterFactory = factory;
    with.workerNumber = *options.jobs;
    with.workerArguments = options._getWorkerArguments();
    with.stream = &stream;
    with.tracebackFormat = options.tbformat;
    with.realTimeErrors = options.rterrors;
    with.uncleanWarnings = options.uncleanWarnings;
    with.logfile = options.logfile;
    with.workingDirectory = options.tempDirectory;
    with.exitFirst = options.exitFirst;
    with.grace = options.grace;
    return std::make_unique<Runner<dist::DistTrialRunner>>(std::move(with));
  }
  trial::TrialRunnerOptions with;
  with.reporterFactory = factory;
  if (options.dryRun) {
    with.mode = trial::TrialRunner::DRY_RUN;
  } else if (options.debug && !options.nopm) {
    with.mode = trial::TrialRunner::DEBUG;
  }
  with.logfile = options.logfile;
  with.stream = &stream;
  with.tracebackFormat = options.tbformat;
  with.realTimeErrors = options.rterrors;
  with.uncleanWarnings = options.uncleanWarnings;
  with.workingDirectory = options.tempDirectory;
  with.forceGarbageCollection = options.forceGarbageCollection;
  with.exitFirst = options.exitFirst;
  return std::make_unique<Runner<trial::TrialRunner>>(std::move(with));
}

}  // namespace bin
