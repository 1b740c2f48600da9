#include <trial/programs/run/causes/secondlook.hpp>

#include <algorithm>
#include <utility>

#include <trial/programs/run/causes/lonerun.hpp>

namespace trial::frameworks {

SecondLook::SecondLook(const Hosts& hosts, reactor::IReactorTime& clock, ProgramPtr program,
                       std::vector<std::string> cases, std::string how, CaseLimit limit,
                       double seconds)
    : Rerun(hosts.fresh, clock, program, std::move(limit), seconds),
      fresh_(hosts.fresh),
      copies_(hosts.copies),
      program_(std::move(program)),
      cases_(std::move(cases)),
      how_(std::move(how)) {}

void SecondLook::begin() { runAgain(fresh_, {cases_.back()}); }

void SecondLook::runAgain(ICaseHost& host, std::vector<std::string> asked) {
  asked_ = std::move(asked);
  told_.clear();
  last_.reset();
  behindLast_ = false;
  const auto taken = run(host, asked_);
  otherwise_ = taken < asked_.size();
  if (taken == 0) over(alone_);
}

std::string SecondLook::foundInTime() { return ranAlone_ ? alone_ : notEndedAlone(seconds()); }

void SecondLook::caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) {
  told_.push_back(id);
  if (id == cases_.back()) last_ = {std::move(reported), std::move(output)};
}

void SecondLook::outsideError(const std::string&, std::string, CaseOutput) {
  otherwise_ = true;
  behindLast_ = behindLast_ || last_;
}

void SecondLook::ended(const ProcessReader& process, const ProcessEnd& end) {
  if (!std::exchange(ranAlone_, true))
    alone_ = endAlone(process, end, last_ ? &last_->reported.report : nullptr, how_);
  if (candidate_) {
    if (failsInCopy(process, end)) passed_ = std::move(candidate_);
    return over(alone_);
  }
  if (!passes(process, end)) return over(alone_);
  if (asked_.size() < cases_.size()) return runAgain(fresh_, cases_);
  candidate_ = std::move(last_);
  runAgain(copies_, cases_);
}

bool SecondLook::passes(const ProcessReader& process, const ProcessEnd& end) {
  const auto& parser = process.parser();
  if (otherwise_ || told_ != asked_ || process.overdue() || !parser.complete() ||
      !parser.takenOverIn().empty() || !process.explains(end))
    return false;
  if (std::exchange(last_->reported.maybeOfChild, false) && !process.nothingFailed(end))
    return false;
  if (!settle()) return false;
  using Kind = CaseResult::Kind;
  const auto& results = last_->reported.report.results;
  return !results.empty() && std::all_of(results.begin(), results.end(), [](const auto& result) {
    return result.kind == Kind::success || result.kind == Kind::expectedFailure;
  });
}

/// Whether the case has failed, or the process has died in it, when all before it had run.
bool SecondLook::failsInCopy(const ProcessReader& process, const ProcessEnd& end) {
  const auto& parser = process.parser();
  if (!process.isCopy() || !parser.begun() || !parser.takenOverIn().empty()) return false;
  if (!last_) return !parser.complete() && told_.size() + 1 == asked_.size();
  if (behindLast_) return true;
  if (std::exchange(last_->reported.maybeOfChild, false) && process.nothingFailed(end))
    return false;  // what has failed in it was a child's
  return settle() && !last_->reported.report.successful();
}

/// False if what became of the case depends on a list that there is not.
bool SecondLook::settle() { return settleByList(*program_, cases_.back(), last_->reported); }

}  // namespace trial::frameworks
