#include <trial/running/orphans.hpp>

#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/spawn/descendants.hpp>
#include <reactor/spawn/guardian.hpp>

namespace trial {

Orphans::Orphans()
    : self_(::getpid()), guardian_(reactor::guardianOf()), onlySelf_(fmt::format("{} ", self_)) {
  if (!guardian_) return;
  const auto path = fmt::format("/proc/{0}/task/{0}/children", *guardian_);
  list_ = reactor::UniqueFD(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

/// False if there are none for certain. It is asked after each case, so it reads the list again
/// where it is open; a case that has closed that descriptor only makes this slower.
bool Orphans::any() const {
  char buffer[64];
  const auto size = ::pread(list_.get(), buffer, sizeof buffer, 0);
  return size < 0 || std::string_view(buffer, static_cast<std::size_t>(size)) != onlySelf_;
}

std::vector<pid_t> Orphans::all() const {
  if (!guardian_ || !any()) return {};
  auto children = reactor::childrenOf(*guardian_);
  std::erase(children, self_);
  return children;
}

void Orphans::caseBegins() {
  for (const pid_t pid : all()) known_.insert(pid);
}

std::vector<std::string> Orphans::endOfCase() {
  std::vector<std::string> ended;
  // The children of those that end are orphans next.
  for (bool more = true; more;) {
    more = false;
    for (const pid_t pid : all()) {
      if (!known_.insert(pid).second) continue;
      more = true;
      auto description = reactor::endLeftBehind(pid);
      if (!description.empty()) ended.push_back(std::move(description));
    }
  }
  return ended;
}

std::vector<std::string> Orphans::endAll() {
  known_.clear();
  return endOfCase();
}

}  // namespace trial
