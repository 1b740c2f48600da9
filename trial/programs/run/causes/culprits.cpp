#include <trial/programs/run/causes/culprits.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace trial::frameworks {

namespace {

// Many cases may do it: what is named then are the first of them.
constexpr std::size_t mostTries = 40;

}  // namespace

CulpritSearch::CulpritSearch(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
                             std::vector<std::string> cases, CaseLimit limit, double seconds)
    : Rerun(host, clock, std::move(program), std::move(limit), seconds), all_(std::move(cases)) {}

void CulpritSearch::begin() {
  if (all_.size() == 1) return over(found());
  // If these two do it, all will.
  groups_ = {{all_.front()}, {all_.back()}};
  next();
}

std::string CulpritSearch::foundInTime() {
  part_ = true;
  return found();
}

void CulpritSearch::next() {
  if (!groups_.empty() && tried_ < mostTries) {
    ++tried_;
    auto& group = groups_.front();
    if (const auto taken = run(group); taken > 0) {
      const auto rest = group.begin() + static_cast<std::ptrdiff_t>(taken);
      if (rest != group.end()) groups_.insert(groups_.begin() + 1, {rest, group.end()});
      groups_.front().resize(taken);
      return;
    }
  }
  part_ = !groups_.empty();
  over(found());
}

void CulpritSearch::ended(const ProcessReader& process, const ProcessEnd& end) {
  judge(process.parser().complete() && !process.overdue() && !process.explains(end));
  next();
}

void CulpritSearch::judge(bool endsBadly) {
  const auto group = std::move(groups_.front());
  groups_.pop_front();
  if (endsBadly && group.size() == 1) {
    culprits_.push_back(group.front());
  } else if (endsBadly) {
    const auto middle = group.begin() + static_cast<std::ptrdiff_t>(group.size() / 2);
    groups_.push_front({middle, group.end()});
    groups_.push_front({group.begin(), middle});
  }
  if (tried_ != 2) return;
  if (culprits_.size() == 2) {
    any_ = true;
  } else if (all_.size() > 2) {
    groups_.emplace_back(all_.begin() + 1, all_.end() - 1);
  }
}

std::string CulpritSearch::found() const {
  if (all_.size() == 1) return fmt::format("It ran nothing but {}.", all_.front());
  if (any_) {
    return fmt::format("It ends so also when it runs nothing but {} or nothing but {}.",
                       all_.front(), all_.back());
  }
  const auto rest = part_ ? " Not all of its cases were tried alone." : "";
  if (culprits_.empty()) return part_ ? rest + 1 : "It ends so after none of its cases alone.";
  auto sorted = culprits_;
  const auto place = [this](const std::string& id) {
    return std::find(all_.begin(), all_.end(), id);
  };
  std::sort(sorted.begin(), sorted.end(),
            [&place](const auto& a, const auto& b) { return place(a) < place(b); });
  return fmt::format("It ends so when it runs nothing but {}.{}",
                     fmt::join(sorted, ", or nothing but "), rest);
}

}  // namespace trial::frameworks
