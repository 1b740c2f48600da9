/// The report `github`: a step summary and annotations for GitHub's Actions. (docs/reports.md)
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <trial/reports/runrecord.hpp>

namespace trial {

/// Markdown for a file that has `before` bytes already: at most 500 KiB, and no more than leaves
/// the file below 1 MiB, because GitHub drops a larger summary. Empty if there is no room.
[[nodiscard]] std::string githubSummary(const RunRecord& run, std::size_t before);
inline constexpr const char* githubHasNoRoom = "1 MiB is full, which is the most that GitHub shows";
/// Commands for the log of the step, a line for each of the ten newest failures at most. `located`
/// gives the path of a source in the workspace; empty: the annotation is without a place.
[[nodiscard]] std::string githubAnnotations(
    const RunRecord& run, const std::function<std::string(const std::string& file)>& located);

}  // namespace trial
