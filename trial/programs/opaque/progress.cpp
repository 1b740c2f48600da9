#include <trial/programs/opaque/progress.hpp>

#include <utility>

#include <trial/programs/failures.hpp>

namespace trial::frameworks {

ExitStatusProgress::ExitStatusProgress(std::string id, std::vector<int> pass, std::vector<int> skip,
                                       IProgress& listener)
    : id_(std::move(id)), pass_(std::move(pass)), skip_(std::move(skip)), listener_(listener) {
  listener_.caseStarted(id_);
}

void ExitStatusProgress::received(int /*fd*/, std::string_view /*data*/) {}

void ExitStatusProgress::ended(const ProcessEnd& end) {
  if (end.signal != 0 || end.overdue) return;
  complete_ = true;
  listener_.caseFinished(id_, {reportOf(resultOf(end))});
}

bool ExitStatusProgress::explains(const ProcessEnd& /*end*/) const { return complete_; }

const std::string* ExitStatusProgress::inProgress() const { return complete_ ? nullptr : &id_; }

bool ExitStatusProgress::insidePlace(const std::string& /*id*/) const { return true; }

CaseResult ExitStatusProgress::resultOf(const ProcessEnd& end) const {
  if (exitedWith(end, pass_)) return successResult();
  if (exitedWith(end, skip_)) return skipResult(describe(end));
  return programFailure(describe(end));
}

}  // namespace trial::frameworks
