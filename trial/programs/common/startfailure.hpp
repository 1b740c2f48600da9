/// Why the system refuses to start a program's file, where its error alone does not say so.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace trial::frameworks {

/// The reason, for the user, why a start of `file` failed with that error: it has no `#!` line, it
/// is for another machine, what is to run it is missing. Empty if there is nothing to add.
[[nodiscard]] std::string whyNotStarted(const std::filesystem::path& file,
                                        const std::error_code& error);

}  // namespace trial::frameworks
