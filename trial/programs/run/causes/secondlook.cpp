#include <trial/programs/run/causes/secondlook.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace trial::frameworks {

SecondLook::SecondLook(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program,
                       std::vector<std::string> cases, CaseLimit limit, double seconds)
    : Rerun(host, clock, program, std::move(limit), seconds),
      program_(std::move(program)),
      cases_(std::move(cases)) {}

void SecondLook::begin() { runAgain({cases_.back()}); }

void SecondLook::runAgain(std::vector<std::string> asked) {
  asked_ = std::move(asked);
  told_.clear();
  last_.reset();
  const auto taken = run(asked_);
  otherwise_ = taken < asked_.size();
  if (taken == 0) over({});
}

void SecondLook::caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) {
  told_.push_back(id);
  if (id == cases_.back()) last_ = {std::move(reported), std::move(output)};
}

void SecondLook::ended(const ProcessReader& process, const ProcessEnd& end) {
  if (!passes(process, end)) return over({});
  if (asked_.size() < cases_.size()) return runAgain(cases_);
  passed_ = std::move(last_);
  over({});
}

bool SecondLook::passes(const ProcessReader& process, const ProcessEnd& end) {
  const auto& parser = process.parser();
  if (otherwise_ || told_ != asked_ || process.overdue() || !parser.complete() ||
      !parser.takenOverIn().empty() || !process.explains(end))
    return false;
  auto& reported = last_->reported;
  if (std::exchange(reported.maybeOfChild, false) && !process.nothingFailed(end)) return false;
  if (reported.dependsOnListing()) {
    const auto& notes = program_->known->notes;
    if (!notes) return false;
    const auto note = notes->find(cases_.back());
    program_->framework->settle(
        reported, note == notes->end() ? std::string_view() : std::string_view(note->second));
    reported.unsettled.clear();
  }
  using Kind = CaseResult::Kind;
  const auto& results = reported.report.results;
  return !results.empty() && std::all_of(results.begin(), results.end(), [](const auto& result) {
    return result.kind == Kind::success || result.kind == Kind::expectedFailure;
  });
}

}  // namespace trial::frameworks
