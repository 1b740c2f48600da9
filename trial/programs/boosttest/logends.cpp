// The ends of a log: of the process that writes it, and of children that go on with its run.
#include <trial/programs/boosttest/log.hpp>

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/boosttest/verdict.hpp>

namespace trial::frameworks {

namespace {

constexpr std::size_t mostBehindEnd = std::size_t{1} << 20U;

}  // namespace

void BoostTestLog::mayBeOfChild(bool may) {
  mayBeOfChild_ = may;
  // When no child is left, what is in the middle of its run is the process itself.
  if (may || complete()) return;
  left_.clear();
  finished_.clear();
}

/// Takes a line behind the end of the run. If a child has written that end, the process's own lines
/// follow: they are of the case that they leave, or of which they tell an error.
bool BoostTestLog::resume(std::string_view line) {
  if (left_.empty()) return false;
  if (after_.size() < mostBehindEnd) {
    after_ += line;
    after_ += '\n';
  }
  const auto isOf = [line](const Left& left) {
    const auto& unit = left.open.back();
    return line.starts_with(unit.leaving) ||
           line.find(fmt::format("error: in \"{}\": ", unit.name)) != std::string_view::npos;
  };
  const auto at = std::find_if(left_.rbegin(), left_.rend(), isOf);
  if (at == left_.rend()) return true;
  const auto finished = finished_.begin() + static_cast<std::ptrdiff_t>(at->finished);
  for (auto id = finished; id != finished_.end(); ++id) states_.at(*id) = State::waiting;
  finished_.erase(finished, finished_.end());
  open_ = std::move(at->open);
  left_.erase(at.base() - 1, left_.end());
  const std::string id = open_.back().id;
  if (const auto state = states_.find(id); state != states_.end()) {
    state->second = State::started;
    listener_.caseResumed(id);
  }
  const auto text = std::exchange(after_, {});
  std::string_view lines = text;
  for (auto end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
    lineReceived(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return true;
}

std::size_t BoostTestLog::verdictIn(std::string_view written) const {
  return boosttest::verdictIn(written);
}

bool BoostTestLog::lastWords(std::string_view written) {
  verdict_ = boosttest::anyFailedIn(written);
  return verdict_.has_value();
}

std::string BoostTestLog::remark(const ProcessEnd& end) const {
  if (end.signal != SIGSEGV || inProgress() == nullptr) return {};
  return "If the case calls exit(): Boost.Test, 1.74 for instance, crashes itself then, because "
         "its "
         "log goes to a file.";
}

void BoostTestLog::ended(const ProcessEnd& /*end*/) {
  if (!partial_.empty()) lineReceived(std::exchange(partial_, {}));
  if (!held_.empty()) ordinary(std::exchange(held_, {}));
}

const std::string* BoostTestLog::inProgress() const {
  return !open_.empty() && open_.back().kind == Kind::testCase ? &open_.back().id : nullptr;
}

std::string BoostTestLog::detailsSoFar() const {
  return open_.empty() ? std::string() : open_.back().details;
}

}  // namespace trial::frameworks
