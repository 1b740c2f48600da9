#include <bin/program/durations.hpp>

#include <cstdlib>
#include <string>

#include <trial/durations/statefolder.hpp>
#include <trial/loading/runfolder.hpp>

namespace bin {

std::optional<trial::DurationFile> durationFile(const trial::Options& options) {
  if (!options.rememberDurations || options.dryRun) return std::nullopt;
  if (options.durationFile) {
    return trial::DurationFile::named(trial::fromRunFolder(*options.durationFile));
  }
  const auto folder = trial::stateFolder(trial::runFolder(), [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
  if (!folder) return std::nullopt;
  return trial::DurationFile::inFolder(*folder);
}

std::shared_ptr<const trial::DurationTable> durationsIn(const trial::DurationFile& file) {
  if (!file.isNamed()) return std::make_shared<trial::DurationTable>(file.readIfPossible());
  try {
    return std::make_shared<trial::DurationTable>(file.read());
  } catch (const std::exception& error) {
    throw trial::UsageError(error.what());
  }
}

}  // namespace bin
