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
#include <trial/programs/warm/warmprocesses.hpp>

namespace trial {

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
  if (others_.contains(pid) || (reaps_ && frameworks::isWarm(pid))) return true;
  if (own_ == nullptr) return false;
  const auto processes = own_->getProcesses();
  return std::any_of(processes.begin(), processes.end(),
                     [pid](const auto& process) { return process->pid() == pid; });
}

std::vector<pid_t> Orphans::takeNew() {
  std::vector<pid_t> added;
  if (adopter_ < 0 || !changed()) return added;
  const auto children = reactor::childrenOf(adopter_);
  const auto isGone = [&children](pid_t pid) {
    return std::find(children.begin(), children.end(), pid) == children.end();
  };
  std::erase_if(known_, isGone);  // the number may come again
  std::erase_if(ended_, isGone);
  for (const pid_t pid : children) {
    if (!isOwn(pid) && known_.insert(pid).second) added.push_back(pid);
  }
  return added;
}

std::string Orphans::end(pid_t pid) {
  // Another process may have its number by now.
  const auto children = reactor::childrenOf(adopter_);
  if (std::find(children.begin(), children.end(), pid) == children.end()) return {};
  auto description = reactor::endLeftBehind(pid);
  if (reaps_) {
    (void)reactor::reap(pid);
  } else {
    ended_.insert(pid);
  }
  return description;
}

std::vector<std::string> Orphans::endNew() {
  std::vector<std::string> ended;
  // The children of those that end are orphans next.
  for (auto added = takeNew(); !added.empty(); added = takeNew()) {
    for (const pid_t pid : added) {
      auto description = end(pid);
      if (!description.empty()) ended.push_back(std::move(description));
    }
  }
  return ended;
}

std::vector<std::string> Orphans::endAll() {
  known_ = ended_;
  seen_.clear();
  return endNew();
}

}  // namespace trial
