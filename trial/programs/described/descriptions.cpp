#include <trial/programs/described/descriptions.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include <trial/configuration/file.hpp>
#include <trial/configuration/section.hpp>
#include <trial/selecting/glob.hpp>

namespace trial::frameworks {

namespace fs = std::filesystem;

namespace {

using Adapters = std::vector<std::unique_ptr<const Described>>;

Adapters readDescriptions(const fs::path& folder) {
  Adapters adapters;
  const auto file = findConfiguration(folder);
  if (!file) return adapters;
  const auto content = readConfiguration(*file);
  const ConfigurationSection whole(content, "", {"framework"});
  for (const auto& section : whole.sections("framework", frameworkKeys)) {
    adapters.push_back(
        std::make_unique<const Described>(readDescription(section, file->parent_path())));
  }
  return adapters;
}

bool fits(const std::string& glob, const fs::path& program, const fs::path& folder) {
  if (glob.find('/') == std::string::npos) return matchesGlob(glob, program.filename().string());
  const auto path = glob.starts_with('/') ? program : program.lexically_relative(folder);
  return matchesGlob(fs::path(glob).lexically_normal().string(), path.string());
}

/// Without links, as far as that can be said.
fs::path resolved(const fs::path& path) {
  std::error_code failed;
  auto real = fs::weakly_canonical(path, failed);
  return failed ? path : real;
}

}  // namespace

const Adapters& descriptionsFor(const fs::path& folder) {
  static std::map<fs::path, Adapters> known;
  const auto found = known.find(folder);
  if (found != known.end()) return found->second;
  return known.emplace(folder, readDescriptions(folder)).first->second;
}

const Framework* describedFrameworkOf(const fs::path& program, const fs::path& folder) {
  const auto& adapters = descriptionsFor(folder);
  if (adapters.empty()) return nullptr;
  // All are of one file.
  const auto& home = adapters.front()->description().folder;
  const auto realHome = resolved(home);
  const auto plain = program.lexically_normal();
  const auto real = resolved(program);
  for (const auto& adapter : adapters) {
    for (const auto& glob : adapter->description().programs) {
      if (fits(glob, plain, home) || fits(glob, real, realHome)) return adapter.get();
    }
  }
  return nullptr;
}

}  // namespace trial::frameworks
