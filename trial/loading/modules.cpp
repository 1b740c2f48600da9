#include <trial/modules.hpp>

#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/loading/disabledmodules.hpp>
#include <trial/loading/filenames.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/loading/splitat.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

std::string joinFrom(const std::vector<std::string>& parts, std::size_t begin, std::size_t end) {
  return fmt::format("{}", fmt::join(parts.begin() + static_cast<std::ptrdiff_t>(begin),
                                     parts.begin() + static_cast<std::ptrdiff_t>(end), "."));
}

void check(const TestModule& module) {
  checkEnabled(module.name);
  if (module.error) module.error->raiseException();
  if (!module.isTestModule) {
    throw ModuleError(
        fmt::format("{} registers no tests: a test module names them with TRIAL_TESTS and links "
                    "libtrial-dist.so",
                    module.path.string()));
  }
  if (!module.problems.empty()) {
    throw ModuleError(
        fmt::format("{}: {}", module.path.string(), fmt::join(module.problems, "; ")));
  }
  for (const auto& other : Registry::instance().modules()) {
    if (&other == &module || !other.isTestModule || other.name != module.name) continue;
    throw ModuleError(fmt::format("two modules are named {}: {} and {}", reactor::repr(module.name),
                                  other.path.string(), module.path.string()));
  }
}

std::optional<Found> findOpen(const std::string& name) {
  for (const auto& [prefix, rest] : _qualNameWalker(name)) {
    if (const auto* module = Registry::instance().find(prefix)) {
      check(*module);
      return Found{module, joinFrom(rest, 0, rest.size())};
    }
  }
  return std::nullopt;
}

std::optional<Found> findIn(const fs::path& root, const std::string& name) {
  const auto parts = splitAt(name, '.');
  auto folder = root;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].empty()) return std::nullopt;
    if (const auto file = moduleIn(folder, parts[i])) {
      return Found{&openModule(*file, joinFrom(parts, 0, i + 1)),
                   joinFrom(parts, i + 1, parts.size())};
    }
    folder /= parts[i];
    if (!isFolder(folder)) return std::nullopt;
  }
  return Found{Package{name, folder}, {}};
}

std::optional<Found> findAmong(const std::vector<SearchPath::File>& files,
                               const std::string& name) {
  for (const auto& file : files) {
    if (name == file.name) return Found{&openModule(file.path, file.name), {}};
    if (name.starts_with(file.name + ".")) {
      return Found{&openModule(file.path, file.name), name.substr(file.name.size() + 1)};
    }
  }
  return std::nullopt;
}

}  // namespace

const TestModule& openModule(const fs::path& file, std::string name) {
  const auto& module = openModuleFile(file, std::move(name));
  check(module);
  return module;
}

Found findByName(const std::string& dottedName) {
  if (auto found = findOpen(dottedName)) return *std::move(found);
  const auto path = searchPath();
  if (auto found = findAmong(path.files, dottedName)) return *std::move(found);
  for (const auto& folder : path.folders) {
    if (auto found = findIn(folder, dottedName)) return *std::move(found);
  }
  if (dottedName.find('.') == std::string::npos) {
    throw ModuleNotFound(fmt::format("No module named {}", reactor::repr(dottedName)));
  }
  throw ObjectNotFound(fmt::format("{} does not name an object", reactor::repr(dottedName)));
}

void disableModule(const std::string& name) { disabledModules().insert(name); }

}  // namespace trial
