#include <trial/durations/statefolder.hpp>

#include <fmt/format.h>

#include <trial/cases/fnv.hpp>

namespace trial {

namespace {

using std::filesystem::path;

std::optional<path> absolute(const Environment& environment, const char* name) {
  const auto value = environment(name);
  if (!value || !path(*value).is_absolute()) return std::nullopt;
  return path(*value);
}

/// The last name of the folder, so that a person finds it, and a hash of all of them.
std::string nameFor(const path& folder) {
  constexpr std::size_t most = 100;
  return fmt::format("{}-{:016x}", folder.filename().native().substr(0, most),
                     fnv1a(folder.native()));
}

}  // namespace

std::optional<path> stateFolder(const path& runFolder, const Environment& environment) {
  if (const auto named = environment("TRIAL_DIST_STATE"); named && !named->empty()) {
    return runFolder / *named;
  }
  auto base = absolute(environment, "XDG_STATE_HOME");
  if (!base) {
    base = absolute(environment, "HOME");
    if (base) *base /= ".local/state";
  }
  if (!base) return std::nullopt;
  return *base / "trial-dist" / nameFor(runFolder);
}

}  // namespace trial
