/// Whether a program can be kept warm, as far as that can be seen before it runs.
#pragma once

#include <filesystem>
#include <string>

#include <reactor/interfaces.hpp>

namespace trial::frameworks {

/// Why the loader would not load `library` into the program, or why the program would not bear it:
/// the end of a sentence about the program. Empty if neither is known. `environment` is that of the
/// program.
[[nodiscard]] std::string whyNotWarm(const std::filesystem::path& program,
                                     const std::filesystem::path& library,
                                     const reactor::Environment& environment);

}  // namespace trial::frameworks
