/// From options to the suite that they ask for. (twisted.scripts.trial)
#pragma once

#include <iosfwd>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>
#include <trial/loader.hpp>
#include <trial/options.hpp>

namespace bin {

/// Sorts as `order` or `random` says; a seed is told on `stream` (CLI-08). Its suites let go of
/// their tests, but for `untilFailure` (CLI-07).
[[nodiscard]] TRIAL_DIST_API trial::TestLoader _getLoader(const trial::Options& options,
                                                          std::ostream& stream);
/// What the names of the options mean; without any the tests that are linked into this program.
[[nodiscard]] TRIAL_DIST_API trial::TestPtr _getSuite(const trial::Options& options,
                                                      std::ostream& stream);

}  // namespace bin
