// What follows when a case of a ProgramRun has failed in a copy of a warm process.
#include <trial/programs/run/programruncore.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/warm/warmprocesses.hpp>

namespace trial::frameworks {

namespace {

// Seconds for which a failure waits while its process goes on. In that time the manager does not
// take the case for one that hangs.
constexpr double longestHold = 5;
// Seconds for all second looks at failures of one process, at least.
constexpr double leastLook = 5;

std::string_view firstLines(std::string_view text) {
  std::size_t end = 0;
  for (int lines = 0; lines < 3 && end != std::string_view::npos; ++lines)
    end = text.find('\n', end + (lines == 0 ? 0 : 1));
  return text.substr(0, end);
}

}  // namespace

/// When its process goes on for long, a failure is told as it is.
void ProgramRunCore::holdInTime() {
  const auto* failed = over_ || !process_ ? nullptr : teller_.failure();
  if (failed != nullptr && *failed == held_ && holding_ && holding_->active()) return;
  reactor::cancelCall(holding_);
  if (failed == nullptr) return;
  held_ = *failed;
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  holding_ = clock_.callLater(longestHold, [weak] {
    const auto core = weak.lock();
    if (!core) return;
    if (core->teller_.failure() != nullptr) core->teller_.acceptFailure();
    core->tell();
  });
}

/// Whether something is to be waited for before the next process: a case runs again, or it is not
/// known yet whether one has failed.
bool ProgramRunCore::lookAgain() {
  if (secondLook_) return true;
  if (over_ || process_ || !doubtful_) return false;
  tell();
  if (over_) return false;
  if (teller_.waitsForListing()) return true;
  const auto* failed = teller_.failure();
  if (failed == nullptr) return doubtful_ = false;
  if (!looksUntil_) looksUntil_ = clock_.seconds() + secondsForLooks();
  const double left = *looksUntil_ - clock_.seconds();
  const auto at = std::find(told_.begin(), told_.end(), *failed);
  if (left <= 0 || at == told_.end() || !takeDoubt(*program_)) {
    doubtful_ = false;
    tell();
    return false;
  }
  look({told_.begin(), at + 1}, left);
  return true;
}

/// As long as the run took, or one case may take.
double ProgramRunCore::secondsForLooks() const {
  const double most = limit_.timeout.value_or(std::numeric_limits<double>::max());
  return std::max(leastLook, std::min(clock_.seconds() - began_, most));
}

void ProgramRunCore::look(std::vector<std::string> cases, double seconds) {
  secondLook_ =
      std::make_shared<SecondLook>(fresh_, clock_, program_, std::move(cases), limit_, seconds);
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  secondLook_->start().addCallback([weak](const std::string&) {
    const auto core = weak.lock();
    if (!core) return;
    const auto look = std::exchange(core->secondLook_, nullptr);
    if (look->passed()) {
      core->acceptSecond(*look);
    } else {
      core->teller_.acceptFailure();
    }
    core->tell();
    core->next();
  });
}

void ProgramRunCore::acceptSecond(SecondLook& look) {
  const auto id = *teller_.failure();
  const auto* behind = look.isBehind() ? ", alone and behind what ran before it" : "";
  auto& [reported, output] = *look.passed();
  addWarning(reported.report, program_->name,
             fmt::format("{} failed in a copy of a warm process of {} and passed in a process that "
                         "was started anew{}; so it counts as passed, also if it fails at random. "
                         "The program is started anew from now on, as with --no-warm. The case "
                         "had failed with:\n{}",
                         id, program_->name, behind, firstLines(teller_.detailsOfFailure())));
  teller_.replaceFailure(std::move(reported), std::move(output));
  std::erase_if(unexplained_, [&id](const UnexplainedEnd& end) {
    return end.ofCopy && std::find(end.cases.begin(), end.cases.end(), id) != end.cases.end();
  });
  keepWarmNoLonger(*program_,
                   fmt::format("{} failed in a copy and passed in a process started anew", id));
}

/// A copy has ended before its framework began: that is not held against a case.
bool ProgramRunCore::failedAsCopy(const ProcessReader& process, const std::string& how) {
  if (!process.isCopy() || process.parser().begun()) return false;
  keepWarmNoLonger(*program_, fmt::format("a copy {} before its first case", how));
  alone_ = runsAlone_;
  return true;
}

}  // namespace trial::frameworks
