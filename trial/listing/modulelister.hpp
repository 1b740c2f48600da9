/// Lists modules in processes of their own before this process opens them, because the code that
/// runs when a module is opened may do anything (LOAD-01 to LOAD-04).
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include <trial/loading/places.hpp>

namespace trial {

/// How modules are listed.
struct ModuleListing {
  /// The program that lists them, as <trial/listing/answering.hpp> says; empty: that of this
  /// process.
  std::filesystem::path program = {};
  /// How many processes at the same time.
  std::size_t atOnce = 1;
  /// Seconds that each may take.
  double timeout = 10;
  /// Modules that listed well are opened here afterwards, and their tests can run here. Otherwise
  /// they are only known by their lists.
  bool thenOpen = true;
};

/// Sets how this process does it. Without it, modules are opened at once.
void setModuleListing(std::optional<ModuleListing> listing);

/// Lists those of the modules that are not known yet, all at the same time, and returns when it has
/// the lists: opening one of the modules takes its list, or throws why it has none. Does nothing if
/// modules are opened at once. A signal (RunSignals) ends the processes and throws a
/// `KeyboardInterrupt`. `contents`: what is listed, for errors.
void listModules(const std::vector<ModuleFile>& modules, std::string_view contents = "tests");

}  // namespace trial
