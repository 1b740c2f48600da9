#include <trial/programs/run/causes/lonerun.hpp>

#include <exception>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

LoneRun::LoneRun(ICaseHost& host, reactor::IReactorTime& clock, ProgramPtr program, std::string id,
                 std::string how, CaseLimit limit, double seconds)
    : host_(host),
      clock_(clock),
      program_(std::move(program)),
      id_(std::move(id)),
      how_(std::move(how)),
      limit_(std::move(limit)),
      seconds_(seconds) {}

LoneRun::~LoneRun() { reactor::cancelCall(tooLong_); }

reactor::Deferred<std::string> LoneRun::start() {
  done_ = reactor::Deferred<std::string>();
  const auto done = done_;
  const auto process = std::make_shared<ProcessReader>(clock_, weak_from_this(), limit_);
  const std::vector<std::string> cases = {id_};
  try {
    (void)host_.start(*program_, cases, process);
  } catch (const std::exception&) {
    over({});  // it was startable a moment ago: this is no place to say so
    return done;
  }
  process_ = process;
  process->begin(program_, cases);
  const auto weak = weak_from_this();
  tooLong_ = clock_.callLater(seconds_, [weak] {
    if (const auto self = weak.lock()) self->takesTooLong();
  });
  return done;
}

void LoneRun::abandon() noexcept {
  reactor::cancelCall(tooLong_);
  done_ = reactor::Deferred<std::string>(nullptr);
  if (const auto process = std::exchange(process_, nullptr)) process->abandon();
}

void LoneRun::takesTooLong() {
  const auto self = shared_from_this();
  if (const auto process = std::exchange(process_, nullptr)) process->abandon();
  over(fmt::format("Alone in a process it did not end within {:.0f} s.", seconds_));
}

void LoneRun::caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&&) {
  if (id == id_) report_ = std::move(reported.report);
}

void LoneRun::processOver(const ProcessEnd& end) {
  const auto self = shared_from_this();
  const auto process = std::exchange(process_, nullptr);
  over(judge(*process, end));
}

/// The end of the process says whether the case has passed: a failed check may be expected.
std::string LoneRun::judge(const ProcessReader& process, const ProcessEnd& end) const {
  if (!process.parser().begun()) return {};
  if (process.overdue())
    return fmt::format("Alone in a process it did not end within {} s.", *process.overdue());
  const auto how = describe(end);
  if (!report_ || report_->results.empty()) {
    return how == how_ ? "Alone in a process it ends in the same way."
                       : fmt::format("Alone in a process it ends otherwise: {}.", how);
  }
  const auto& result = report_->results.front();
  const bool endsWell = end.signal == 0 && end.status == 0;
  if (endsWell && result.kind == CaseResult::Kind::skip)
    return "It fails only in company: alone in a process it is skipped.";
  if (endsWell) return "It fails only in company: alone in a process it passes.";
  const auto details = detailsOf(result);
  return report_->successful() || details.empty()
             ? fmt::format("Alone in a process it ends otherwise: {}.", how)
             : fmt::format("Alone in a process it fails:\n{}", details);
}

void LoneRun::over(std::string sentence) {
  reactor::cancelCall(tooLong_);
  const auto done = std::exchange(done_, reactor::Deferred<std::string>(nullptr));
  if (done) done.callback(std::move(sentence));
}

}  // namespace trial::frameworks
