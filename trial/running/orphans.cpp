#include <trial/running/orphans.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/process/reap.hpp>
#include <reactor/spawn/adoption.hpp>
#include <reactor/spawn/descendants.hpp>
#include <reactor/spawn/guardian.hpp>

namespace trial {

namespace {

bool anyRuns(const reactor::IReactorProcess& programs) {
  const auto processes = programs.getProcesses();
  return std::any_of(processes.begin(), processes.end(), [](const auto& process) {
    return process->pid() && !reactor::hasEnded(*process->pid());
  });
}

}  // namespace

Orphans Orphans::ofGuardian() {
  Orphans orphans;
  if (const auto guardian = reactor::guardianOf()) orphans.watch(*guardian);
  orphans.others_ = {::getpid()};
  return orphans;
}

Orphans Orphans::ofThisProcess(const reactor::IReactorProcess* own) {
  Orphans orphans;
  orphans.own_ = own;
  orphans.reaps_ = true;
  if (!reactor::Adoption::inForce()) return orphans;
  orphans.watch(::getpid());
  for (const pid_t pid : reactor::childrenOf(orphans.adopter_)) orphans.others_.insert(pid);
  return orphans;
}

void Orphans::watch(pid_t adopter) {
  adopter_ = adopter;
  // The first thread gets the orphans.
  const auto path = fmt::format("/proc/{0}/task/{0}/children", adopter);
  list_ = reactor::UniqueFD(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

/// False if there are no others than at the last look. It is asked before and after each case, so
/// it reads the list again where it is open; a case that has closed that descriptor, and a long
/// list, only make this slower.
bool Orphans::changed() {
  std::array<char, 64> buffer{};
  const auto size = ::pread(list_.get(), buffer.data(), buffer.size(), 0);
  if (size < 0 || static_cast<std::size_t>(size) == buffer.size()) return true;
  const std::string_view now(buffer.data(), static_cast<std::size_t>(size));
  if (now == seen_) return false;
  seen_ = now;
  return true;
}

bool Orphans::isOwn(pid_t pid) const {
  if (others_.contains(pid)) return true;
  if (own_ == nullptr) return false;
  const auto processes = own_->getProcesses();
  return std::any_of(processes.begin(), processes.end(),
                     [pid](const auto& process) { return process->pid() == pid; });
}

std::vector<pid_t> Orphans::takeNew() {
  std::vector<pid_t> added;
  if (adopter_ < 0 || !changed()) return added;
  for (const pid_t pid : reactor::childrenOf(adopter_)) {
    if (!isOwn(pid) && known_.insert(pid).second) added.push_back(pid);
  }
  return added;
}

std::string Orphans::end(pid_t pid) {
  auto description = reactor::endLeftBehind(pid);
  if (!reaps_) return description;
  (void)reactor::reap(pid);
  known_.erase(pid);  // the number may come again
  return description;
}

std::vector<std::string> Orphans::endOfCase(const reactor::IReactorProcess* programs) {
  std::vector<std::string> ended;
  // The children of those that end are orphans next.
  for (auto added = takeNew(); !added.empty(); added = takeNew()) {
    if (programs != nullptr && !anyRuns(*programs)) return ended;
    for (const pid_t pid : added) {
      auto description = end(pid);
      if (!description.empty()) ended.push_back(std::move(description));
    }
  }
  return ended;
}

std::vector<std::string> Orphans::endAll() {
  known_.clear();
  seen_.clear();
  return endOfCase();
}

}  // namespace trial
