#include <trial/programs/warm/warmprograms.hpp>

#include <algorithm>
#include <utility>

#include <sys/stat.h>

#include <fmt/format.h>

#include <reactor/log.hpp>

namespace trial::frameworks {

namespace {

constexpr std::ptrdiff_t mostWarm = 4;

std::string versionOf(const std::filesystem::path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) return {};
  return fmt::format("{}:{}:{}:{}.{}", status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

}  // namespace

WarmPrograms& WarmPrograms::ofThisProcess() {
  static WarmPrograms programs;
  return programs;
}

WarmEntry& WarmPrograms::entryOf(const Program& program) {
  auto version = versionOf(program.file);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& entry) { return entry.file == program.file; });
  if (found != entries_.end() && found->version == version) return *found;
  if (found != entries_.end()) entries_.erase(found);
  return entries_.emplace_back(WarmEntry{program.file, {}, std::move(version), nullptr, {}, 0});
}

void WarmPrograms::begin(WarmEntry& entry, std::unique_ptr<WarmProgram> warm) {
  const auto isStarted = [](const WarmEntry& one) { return one.warm != nullptr; };
  if (std::count_if(entries_.begin(), entries_.end(), isStarted) >= mostWarm)
    std::find_if(entries_.begin(), entries_.end(), isStarted)->warm.reset();
  entry.warm = std::move(warm);
  const auto at = std::find_if(entries_.begin(), entries_.end(),
                               [&entry](const auto& one) { return &one == &entry; });
  entries_.splice(entries_.end(), entries_, at);
}

void WarmPrograms::giveUp(WarmEntry& entry, const std::string& program, std::string reason) {
  entry.warm.reset();
  entry.reason = std::move(reason);
  reactor::log::msg(fmt::format("{} is started anew for each batch: {}", program, entry.reason));
}

bool WarmPrograms::has(pid_t pid) const {
  return std::any_of(entries_.begin(), entries_.end(), [pid](const auto& entry) {
    if (entry.warm == nullptr) return false;
    (void)entry.warm->state();
    return entry.warm->pid() == pid;
  });
}

}  // namespace trial::frameworks
