/// Where the durations of cases are kept between the runs of a command line.
#pragma once

#include <memory>
#include <optional>

#include <trial/durations/durationfile.hpp>
#include <trial/options.hpp>

namespace bin {

/// The file of `--durations`, else one in the state folder; none with `--no-durations`, if nothing
/// is run, and if there is no state folder.
[[nodiscard]] std::optional<trial::DurationFile> durationFile(const trial::Options& options);

/// Reads the file. If the user has not named it and it cannot be read, the table is empty.
/// Throws `UsageError`.
[[nodiscard]] std::shared_ptr<const trial::DurationTable> durationsIn(
    const trial::DurationFile& file);

}  // namespace bin
