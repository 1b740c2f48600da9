#include <trial/programs/described/reportedcases.hpp>

#include <algorithm>
#include <utility>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

ReportedCases::ReportedCases(std::span<const std::string> cases, IProgress& listener)
    : listener_(listener), waiting_(cases.begin(), cases.end()) {}

bool ReportedCases::hasFailed(const std::string& id) const {
  const auto found = told_.find(id);
  return found != told_.end() && found->second;
}

bool ReportedCases::anyHasFailed() const {
  return std::any_of(told_.begin(), told_.end(), [](const auto& one) { return one.second; });
}

void ReportedCases::begin(const std::string& id) {
  waiting_.erase(id);
  running_ = id;
  details_.clear();
  listener_.caseStarted(id);
}

void ReportedCases::addDetails(std::string_view text) {
  if (details_.size() > longestText) return;
  details_ += text;
  cutAt(details_, longestText);
}

std::string ReportedCases::details() const {
  std::string_view text = details_;
  while (text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
  while (text.starts_with('\n')) text.remove_prefix(1);
  return std::string(text);
}

void ReportedCases::passed() {
  if (hasDetails()) return failed({});
  finish(successResult());
}

void ReportedCases::failed(std::string_view message) {
  auto text = details();
  addLines(text, trimmed(message));
  finish(programFailure(text));
}

void ReportedCases::skipped(std::string_view reason) {
  finish(skipResult(std::string(trimmed(reason))));
}

void ReportedCases::finish(CaseResult result) {
  const auto id = *std::exchange(running_, std::nullopt);
  details_.clear();
  using Kind = CaseResult::Kind;
  told_[id] = result.kind == Kind::error || result.kind == Kind::failure ||
              result.kind == Kind::unexpectedSuccess;
  listener_.caseFinished(id, {reportOf(std::move(result))});
}

bool endsWell(const Description& description, const ProcessEnd& end) {
  return exitedWith(end, description.passStatuses);
}

void tellStatus(const Description& description, const ProcessEnd& end, bool anyFailed,
                IProgress& listener) {
  if (anyFailed || end != ProcessEnd{} || endsWell(description, end)) return;
  listener.programError(describe(end) + ", which is none of exit.pass, but reported no failure");
}

}  // namespace trial::frameworks
