/// The table of the frameworks that are known.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// The adapters, in the order in which a program that may be of several is asked for its list.
[[nodiscard]] std::span<const Framework* const> frameworks();

/// The frameworks whose marks a program has, by a look into its file, in that order; usually one,
/// none if it is none that is known. `std::system_error` naming the path if the file cannot be
/// read.
[[nodiscard]] std::vector<Recognised> frameworksOf(const std::filesystem::path& program);
/// The same of an open file.
[[nodiscard]] std::vector<Recognised> frameworksOf(Executable& file);

}  // namespace trial::frameworks
