/// Tells whether the program runs as a step of GitHub Actions, and makes the listener that writes
/// the annotations and the summary of the step.
#pragma once

#include <memory>

#include <trial/options.hpp>
#include <trial/reports/githubstep.hpp>
#include <trial/reports/reports.hpp>

namespace bin {

/// Whether this program runs tests in a step, and not inside of a test of another run, which tells
/// of it. Asked before this run sets variables for its own tests.
[[nodiscard]] bool isGithubStep(const trial::Options& options);

/// Writes annotations to stderr. The summary goes to the file of the step, unless `--write github`
/// names another, or something else is written there.
[[nodiscard]] std::shared_ptr<trial::GithubStep> githubStep(const trial::Options& options,
                                                            const trial::Reports& reports);

}  // namespace bin
