#include <trial/running/leftovers.hpp>

#include <cstddef>

namespace trial {

void Leftovers::note(const TestPtr& test) {
  for (const pid_t pid : orphans_.takeNew()) noted_.emplace_back(pid, test);
}

void Leftovers::endAll(
    const std::function<void(const TestPtr& test, std::string description)>& tell) {
  for (std::size_t i = 0; i < noted_.size(); ++i) {
    const auto [pid, test] = noted_[i];
    auto description = orphans_.end(pid);
    if (!description.empty()) tell(test, std::move(description));
    note(test);  // its children are orphans now
  }
  noted_.clear();
}

}  // namespace trial
