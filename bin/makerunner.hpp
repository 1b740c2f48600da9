/// makeRunner: the runner that a command line asks for. (twisted.scripts.trial._makeRunner)
#pragma once

#include <iosfwd>
#include <memory>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>
#include <trial/options.hpp>

namespace bin {

/// What the command line needs of a runner. `run` and `runUntilFailure` return what holds the
/// outcome.
class TRIAL_DIST_API IRunner {
 public:
  virtual ~IRunner() = default;
  virtual trial::ReporterPtr run(const trial::TestPtr& suite) = 0;
  virtual trial::ReporterPtr runUntilFailure(const trial::TestPtr& suite) = 0;
};

/// With `dryRun` a TrialRunner, also with `jobs` (CLI-06); with `jobs` a DistTrialRunner; else a
/// TrialRunner. `stream` outlives the runner.
[[nodiscard]] TRIAL_DIST_API std::unique_ptr<IRunner> makeRunner(const trial::Options& options,
                                                                 std::ostream& stream);

}  // namespace bin
