#include <trial/programs/run/causes/lonerun.hpp>

#include <utility>

#include <fmt/format.h>

#include <trial/programs/excerpt.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

/// The end of the process says whether the case has passed: a failed check may be expected.
std::string endAlone(const ProcessReader& process, const ProcessEnd& end, const CaseReport* report,
                     const std::string& how) {
  if (!process.parser().begun()) return {};
  if (process.overdue())
    return fmt::format("Alone in a process it did not end within {} s.", *process.overdue());
  const auto now = describe(end);
  if (report == nullptr || report->results.empty()) {
    return now == how ? "Alone in a process it ends in the same way."
                      : fmt::format("Alone in a process it ends otherwise: {}.", now);
  }
  const auto& result = report->results.front();
  const bool endsWell = end.signal == 0 && end.status == 0;
  if (endsWell && result.kind == CaseResult::Kind::skip)
    return "It fails only in company: alone in a process it is skipped.";
  if (endsWell) return "It fails only in company: alone in a process it passes.";
  const auto details = detailsOf(result);
  return report->successful() || details.empty()
             ? fmt::format("Alone in a process it ends otherwise: {}.", now)
             : fmt::format("Alone in a process it fails:\n{}", details);
}

std::string notEndedAlone(double seconds) {
  return fmt::format("Alone in a process it did not end within {:.0f} s.", seconds);
}

LoneRun::LoneRun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program, std::string id,
                 std::string how, CaseLimit limit, double seconds)
    : Rerun(host, clock, std::move(program), std::move(limit), seconds),
      id_(std::move(id)),
      how_(std::move(how)) {}

void LoneRun::begin() {
  if (run({&id_, 1}) == 0) over({});
}

std::string LoneRun::foundInTime() { return notEndedAlone(seconds()); }

void LoneRun::caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&&) {
  if (id == id_) report_ = std::move(reported.report);
}

void LoneRun::ended(const ProcessReader& process, const ProcessEnd& end) {
  over(endAlone(process, end, report_ ? &*report_ : nullptr, how_));
}

}  // namespace trial::frameworks
