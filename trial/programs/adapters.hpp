/// The table of the frameworks that are known.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// The adapters, in the order in which they are asked whether a program is theirs.
[[nodiscard]] std::span<const Framework* const> frameworks();

/// The framework of a program, by a look into its file, and what its adapter learned from that.
struct Recognised {
  /// Null if it is none that is known.
  const Framework* framework = nullptr;
  std::string dialect = {};
};
/// `std::system_error` naming the path if the file cannot be read.
[[nodiscard]] Recognised frameworkOf(const std::filesystem::path& program);

}  // namespace trial::frameworks
