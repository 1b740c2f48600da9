#include <trial/programs/run/causes/culprits.hpp>

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>

namespace trial::frameworks {

namespace {

// Many cases may do it: what is named then are the first of them.
constexpr std::size_t mostTries = 40;

}  // namespace

CulpritSearch::CulpritSearch(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
                             std::vector<std::string> cases, CaseLimit limit, double seconds)
    : host_(host),
      clock_(clock),
      program_(std::move(program)),
      all_(std::move(cases)),
      limit_(std::move(limit)),
      seconds_(seconds) {}

CulpritSearch::~CulpritSearch() { reactor::cancelCall(tooLong_); }

reactor::Deferred<std::string> CulpritSearch::start() {
  done_ = reactor::Deferred<std::string>();
  const auto done = done_;
  if (all_.size() == 1) {
    over();
  } else {
    const auto weak = weak_from_this();
    tooLong_ = clock_.callLater(seconds_, [weak] {
      if (const auto self = weak.lock()) self->giveUp();
    });
    // If these two do it, all will.
    groups_ = {{all_.front()}, {all_.back()}};
    next();
  }
  return done;
}

void CulpritSearch::giveUp() {
  const auto self = shared_from_this();
  if (const auto process = std::exchange(process_, nullptr)) process->abandon();
  part_ = true;
  over();
}

void CulpritSearch::abandon() noexcept {
  reactor::cancelCall(tooLong_);
  groups_.clear();
  done_ = reactor::Deferred<std::string>(nullptr);
  if (const auto process = std::exchange(process_, nullptr)) process->abandon();
}

void CulpritSearch::next() {
  while (!groups_.empty() && tried_ < mostTries) {
    ++tried_;
    auto& group = groups_.front();
    const auto process = std::make_shared<ProcessReader>(clock_, weak_from_this(), limit_);
    try {
      const auto taken = host_.start(*program_, group, process);
      const auto rest = group.begin() + static_cast<std::ptrdiff_t>(taken);
      if (rest != group.end()) groups_.insert(groups_.begin() + 1, {rest, group.end()});
      groups_.front().resize(taken);
      process_ = process;
      process->begin(program_, groups_.front());
      return;
    } catch (const std::exception&) {
      break;  // it was startable a moment ago: this is no place to say so
    }
  }
  part_ = !groups_.empty();
  over();
}

void CulpritSearch::processOver(const ProcessEnd& end) {
  const auto process = std::exchange(process_, nullptr);
  judge(process->parser().complete() && !process->overdue() && !process->explains(end));
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

void CulpritSearch::over() {
  reactor::cancelCall(tooLong_);
  const auto done = std::exchange(done_, reactor::Deferred<std::string>(nullptr));
  if (done) done.callback(found());
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
