#include <trial/programs/settings/configuration.hpp>

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

#include <trial/configuration/file.hpp>
#include <trial/configuration/section.hpp>
#include <trial/programs/described/description.hpp>
#include <trial/selecting/glob.hpp>

namespace trial::frameworks {

namespace fs = std::filesystem;

namespace {

ProgramOverrides readOverrides(const ConfigurationSection& section) {
  ProgramOverrides overrides{globsOf(section)};
  if (!section.has("isolation")) section.missing("isolation");
  const auto name = section.oneOf("isolation", {isolationNames, std::end(isolationNames)});
  overrides.isolation = *isolationNamed(name);
  return overrides;
}

ProgramConfiguration readProgramConfiguration(const fs::path& folder) {
  ProgramConfiguration configuration;
  const auto file = findConfiguration(folder);
  if (!file) return configuration;
  configuration.folder = file->parent_path();
  const auto content = readConfiguration(*file);
  const ConfigurationSection whole(content, "", {"framework", "overrides"});
  for (const auto& section : whole.sections("framework", frameworkKeys)) {
    configuration.frameworks.push_back(
        std::make_unique<const Described>(readDescription(section, configuration.folder)));
  }
  for (const auto& section : whole.sections("overrides", {"programs", "isolation"}))
    configuration.overrides.push_back(readOverrides(section));
  return configuration;
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

/// A program, as globs of the configuration file see it.
class GlobbedProgram {
 public:
  GlobbedProgram(const fs::path& program, const fs::path& home)
      : home_(home),
        realHome_(resolved(home)),
        plain_(program.lexically_normal()),
        real_(resolved(program)) {}
  [[nodiscard]] bool fitsAny(const std::vector<std::string>& globs) const {
    return std::any_of(globs.begin(), globs.end(), [this](const auto& glob) {
      return fits(glob, plain_, home_) || fits(glob, real_, realHome_);
    });
  }

 private:
  fs::path home_;
  fs::path realHome_;
  fs::path plain_;
  fs::path real_;
};

}  // namespace

const ProgramConfiguration& programConfigurationFor(const fs::path& folder) {
  static std::map<fs::path, ProgramConfiguration> known;
  const auto found = known.find(folder);
  if (found != known.end()) return found->second;
  return known.emplace(folder, readProgramConfiguration(folder)).first->second;
}

const Framework* describedFrameworkOf(const fs::path& program, const fs::path& folder) {
  const auto& configuration = programConfigurationFor(folder);
  if (configuration.frameworks.empty()) return nullptr;
  const GlobbedProgram globbed(program, configuration.folder);
  for (const auto& adapter : configuration.frameworks) {
    if (globbed.fitsAny(adapter->description().programs)) return adapter.get();
  }
  return nullptr;
}

Isolation isolationOf(std::optional<Isolation> given, const fs::path& program,
                      const fs::path& folder) {
  if (given) return *given;
  const auto& configuration = programConfigurationFor(folder);
  auto isolation = Isolation::batch;
  if (configuration.overrides.empty()) return isolation;
  const GlobbedProgram globbed(program, configuration.folder);
  for (const auto& one : configuration.overrides) {
    if (globbed.fitsAny(one.programs)) isolation = one.isolation;
  }
  return isolation;
}

}  // namespace trial::frameworks
