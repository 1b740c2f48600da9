// The ends of a log: of the process that writes it, and of children that go on with its run.
#include <trial/programs/boosttest/log.hpp>

#include <algorithm>
#include <csignal>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/boosttest/loglines.hpp>
#include <trial/programs/boosttest/verdict.hpp>
#include <trial/programs/common/exitremark.hpp>

namespace trial::frameworks {

namespace {

constexpr std::size_t mostBehindEnd = std::size_t{1} << 20U;
constexpr std::size_t mostLeft = 100;     // cases that a child may have left
constexpr std::size_t mostModules = 100;  // of which a verdict is kept

}  // namespace

void BoostTestLog::noteLeft() {
  left_.push_back({open_, finished_.size(), failed_});
  if (left_.size() <= mostLeft) return;
  left_.pop_front();
  const auto forgotten = left_.front().finished;
  finished_.erase(finished_.begin(), finished_.begin() + static_cast<std::ptrdiff_t>(forgotten));
  for (auto& left : left_) left.finished -= forgotten;
}

/// When the process itself goes on, it is in none of them.
void BoostTestLog::forgetLeft() {
  left_.clear();
  finished_.clear();
}

/// The case that was left, perhaps by a child, and of which the line shows that the process is
/// still in it.
std::deque<BoostTestLog::Left>::iterator BoostTestLog::leftBy(std::string_view line) {
  if (line.find("Leaving test case \"") == std::string_view::npos &&
      line.find("error: in \"") == std::string_view::npos)
    return left_.end();
  const auto isOf = [line](const Unit& unit) {
    return line.starts_with(boosttest::firstLineOf(unit.leaving)) ||
           boosttest::tellsErrorOf(line, unit.name);
  };
  if (inProgress() != nullptr && isOf(open_.back())) return left_.end();
  const auto at = std::find_if(left_.rbegin(), left_.rend(),
                               [&isOf](const Left& left) { return isOf(left.open.back()); });
  return at == left_.rend() ? left_.end() : at.base() - 1;
}

/// True if the line is behind the end of the run, or shows that the process is still in a case that
/// was left: then the run goes on from there.
bool BoostTestLog::resume(std::string_view line) {
  const auto at = leftBy(line);
  if (at == left_.end() && !complete()) return false;
  // Text of a message may stand in front of such a line.
  if (complete() && after_.size() < mostBehindEnd) {
    after_ += line;
    after_ += '\n';
  }
  if (at == left_.end()) return true;
  auto text = complete() ? std::exchange(after_, {}) : std::string(line) + '\n';
  const auto finished = finished_.begin() + static_cast<std::ptrdiff_t>(at->finished);
  for (auto id = finished; id != finished_.end(); ++id) states_.at(*id) = State::waiting;
  finished_.erase(finished, finished_.end());
  if (const auto* running = inProgress()) {
    if (const auto state = states_.find(*running); state != states_.end())
      state->second = State::waiting;
  }
  held_.clear();
  open_ = std::move(at->open);
  failed_ = at->failed;
  left_.erase(at, left_.end());
  const std::string id = open_.back().id;
  if (const auto state = states_.find(id); state != states_.end()) {
    state->second = State::started;
    listener_.caseResumed(id);
  }
  std::string_view lines = text;
  for (auto end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
    lineReceived(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return true;
}

/// A verdict of another program that a case has run is the case's output. The name of the module
/// may not have been read yet.
std::size_t BoostTestLog::takeVerdicts(std::string& written) {
  std::size_t behind = 0;
  while (const auto verdict = boosttest::verdictIn(written, behind)) {
    behind = verdict->end;
    if (begun_ && verdict->module != module_) continue;
    if (verdicts_.size() == mostModules && !verdicts_.contains(verdict->module)) continue;
    auto& said = verdicts_[std::string(verdict->module)];
    (verdict->failed ? said.failed : said.passed) = true;
    behind = verdict->begin;
    written.erase(verdict->begin, verdict->end - verdict->begin);
  }
  return boosttest::begunVerdictIn(std::string_view(written).substr(behind));
}

Verdicts BoostTestLog::verdicts() const {
  Verdicts all;
  for (const auto& [module, said] : verdicts_) {
    if (begun_ && module != module_) continue;
    all.passed = all.passed || said.passed;
    all.failed = all.failed || said.failed;
  }
  return all;
}

/// What failed in a case that was not asked for may have been expected there.
bool BoostTestLog::explains(const ProcessEnd& end) const {
  const auto said = verdicts();
  return failed_ && end.signal == 0 && (said.failed || !said.passed);
}

std::string BoostTestLog::remark(const ProcessEnd& end) const {
  if (inProgress() == nullptr || end.overdue) return {};
  const auto said = verdicts();
  if (end.signal == 0)
    return said.passed || said.failed ? std::string()
                                      : exitRemark("descriptor 3 and stderr", "Boost.Test");
  if (end.signal != SIGSEGV) return {};
  return "If the case calls exit(): Boost.Test, 1.74 for instance, crashes itself then, because "
         "its log goes to a file. If it closes descriptor 3: a case behind it may have crashed.";
}

void BoostTestLog::ended(const ProcessEnd& /*end*/) {
  lines_.end([this](std::string_view line) { lineReceived(line); });
  if (!held_.empty()) ordinary(std::exchange(held_, {}));
}

const std::string* BoostTestLog::inProgress() const {
  return !open_.empty() && open_.back().kind == Kind::testCase ? &open_.back().id : nullptr;
}

std::string BoostTestLog::detailsSoFar() const {
  return open_.empty() ? std::string() : open_.back().details;
}

}  // namespace trial::frameworks
