/// Package: a folder with test modules.
#pragma once

#include <filesystem>
#include <string>

namespace trial {

/// A folder with test modules.
struct Package {
  /// Dotted; empty for the run's folder itself.
  std::string name;
  std::filesystem::path folder;
};

}  // namespace trial
