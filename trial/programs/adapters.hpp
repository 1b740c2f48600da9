/// The table of the frameworks that are known.
#pragma once

#include <filesystem>
#include <span>

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// The adapters, in the order in which they are asked whether a program is theirs.
[[nodiscard]] std::span<const Framework* const> frameworks();

/// The framework of a program, by a look into its file; null if it is none that is known.
/// `std::system_error` naming the path if the file cannot be read.
[[nodiscard]] const Framework* frameworkOf(const std::filesystem::path& program);

}  // namespace trial::frameworks
