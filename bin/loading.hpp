/// _getLoader, _getSuite: load the tests that the options name. (twisted.scripts.trial)
#pragma once

#include <iosfwd>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>
#include <trial/loader.hpp>
#include <trial/options.hpp>

namespace bin {

/// The loader sorts by `order` or `random`; the seed is written to `stream` (CLI-08). Its suites
/// drop each test after it ran, except with `untilFailure`, which runs the tests again (CLI-07).
[[nodiscard]] TRIAL_DIST_API trial::TestLoader _getLoader(const trial::Options& options,
                                                          std::ostream& stream);
/// The suite of the tests that the options name; without names, of the tests that are linked into
/// this program. With `select` it has those of them that match.
[[nodiscard]] TRIAL_DIST_API trial::TestPtr _getSuite(const trial::Options& options,
                                                      std::ostream& stream);
/// The same with the seed on stdout.
[[nodiscard]] TRIAL_DIST_API trial::TestLoader _getLoader(const trial::Options& options);
[[nodiscard]] TRIAL_DIST_API trial::TestPtr _getSuite(const trial::Options& options);

}  // namespace bin
