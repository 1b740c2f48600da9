/// makeRunner: makes the runner for a command line. (twisted.scripts.trial._makeRunner)
#pragma once

#include <iosfwd>
#include <memory>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>
#include <trial/options.hpp>
#include <trial/runevents.hpp>

namespace bin {

/// The interface of both runners for the command line. `run` and `runUntilFailure` return the
/// reporter with the results.
class TRIAL_DIST_API IRunner {
 public:
  virtual ~IRunner() = default;
  virtual trial::ReporterPtr run(const trial::TestPtr& suite) = 0;
  virtual trial::ReporterPtr runUntilFailure(const trial::TestPtr& suite) = 0;
  /// Is told of every run that begins from now on, beside the reporter.
  virtual void addListener(trial::RunListenerPtr listener) = 0;
};

/// Makes a DistTrialRunner if `jobs` is set and `dryRun` is not (CLI-06), else a TrialRunner.
/// `stream` outlives the runner.
[[nodiscard]] TRIAL_DIST_API std::unique_ptr<IRunner> makeRunner(const trial::Options& options,
                                                                 std::ostream& stream);

}  // namespace bin
