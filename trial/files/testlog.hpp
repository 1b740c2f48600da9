/// The log file of a run (`test.log`).
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>

#include <trial/files/runlog.hpp>

namespace trial {

/// Opens the log `name` of a run that works in `folder`, for appending, and makes the folders above
/// it. Any name but the default one is the user's. Throws a `std::system_error` that names the
/// file.
[[nodiscard]] std::unique_ptr<RunLog> openTestLog(const std::filesystem::path& folder,
                                                  const std::string& name);

/// The same; `-` is stdout, which is nobody's to close (FIX-30).
[[nodiscard]] std::shared_ptr<std::ostream> openTestLogOrStdout(const std::filesystem::path& folder,
                                                                const std::string& name);

}  // namespace trial
