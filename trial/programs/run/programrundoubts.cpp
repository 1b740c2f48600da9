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
// Seconds for all second looks at failures of one process, besides what the run has taken.
constexpr double leastLook = 5;

/// Three lines at most, and no more than some bytes.
std::string firstLines(std::string_view text) {
  constexpr std::size_t mostBytes = 1000;
  std::size_t end = 0;
  for (int lines = 0; lines < 3 && end != std::string_view::npos; ++lines)
    end = text.find('\n', end + (lines == 0 ? 0 : 1));
  text = text.substr(0, end);
  if (text.size() <= mostBytes) return std::string(text);
  auto size = mostBytes;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
    --size;  // in a letter
  return std::string(text.substr(0, size)) + "...";
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
    core->endDoubts();  // later failures of the process do not wait either
    core->tell();
  });
}

/// Whether something is to be waited for before the next process: a case runs again, or it is not
/// known yet whether one has failed.
bool ProgramRunCore::lookAgain() {
  if (secondLook_) return true;
  if (over_ || process_ || !doubtful_) return false;
  tell();
  // If the program was listed at once, this was called again from there.
  if (over_ || process_ || loneRun_ || secondLook_) return loneRun_ || secondLook_;
  if (teller_.waitsForListing()) return true;
  const auto* failed = teller_.failure();
  if (failed == nullptr) {
    endDoubts();
    return false;
  }
  if (!looksUntil_) looksUntil_ = clock_.seconds() + secondsForLooks();
  const double left = *looksUntil_ - clock_.seconds();
  const auto at = std::find(told_.begin(), told_.end(), *failed);
  if (left <= 0 || at == told_.end() || (notWarm_.empty() && !takeDoubt(*program_))) {
    endDoubts();
    tell();
    return false;
  }
  look({told_.begin(), at + 1}, left);
  return true;
}

/// As long as the run took, or a case may take that hangs in the copy, and some more.
double ProgramRunCore::secondsForLooks() const {
  const double most =
      limit_.timeout ? *limit_.timeout + limit_.grace : std::numeric_limits<double>::max();
  return leastLook + std::min(clock_.seconds() - began_, most);
}

void ProgramRunCore::look(std::vector<std::string> cases, double seconds) {
  lookedAgain_ = true;
  const bool inItsMiddle = inCompany_ && inCompany_->id == cases.back();
  secondLook_ = std::make_shared<SecondLook>(
      SecondLook::Hosts{fresh_, *host_}, clock_, program_, std::move(cases),
      inItsMiddle ? inCompany_->how : std::string(), limit_, seconds);
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  secondLook_->start().addCallback([weak](const std::string& alone) {
    const auto core = weak.lock();
    if (!core) return;
    const auto look = std::exchange(core->secondLook_, nullptr);
    if (core->teller_.failure() != nullptr) core->looked(*look, alone);
    core->tell();
    core->next();
  });
}

/// `alone`: what the case does alone.
void ProgramRunCore::looked(SecondLook& look, const std::string& alone) {
  const bool inItsMiddle = inCompany_ && inCompany_->id == *teller_.failure();
  if (inItsMiddle) inCompany_.reset();
  if (look.passed()) return acceptSecond(look);
  teller_.acceptFailure();
  if (inItsMiddle && !alone.empty()) teller_.addToLast(alone);
}

void ProgramRunCore::acceptSecond(SecondLook& look) {
  const auto id = *teller_.failure();
  const auto* anew = look.isBehind()
                         ? "in processes that were started anew, alone and behind what had run "
                           "before it"
                         : "in a process that was started anew";
  auto& [reported, output] = *look.passed();
  addWarning(reported.report, program_->name,
             fmt::format("{} failed in a copy of a warm process of {}, passed {}, and then failed "
                         "in another copy; so it counts as passed. The program is started anew "
                         "from now on, as with --no-warm. The case had failed with:\n{}",
                         id, program_->name, anew, firstLines(teller_.detailsOfFailure())));
  teller_.replaceFailure(std::move(reported), std::move(output));
  std::erase_if(unexplained_, [&id](const UnexplainedEnd& end) {
    return end.ofCopy && std::find(end.cases.begin(), end.cases.end(), id) != end.cases.end();
  });
  if (notWarm_.empty())
    notWarm_ = fmt::format("{} failed in copies and passed in a process started anew", id);
}

/// Failures of the last process do not run again any more.
void ProgramRunCore::endDoubts() {
  doubtful_ = false;
  if (!notWarm_.empty()) keepWarmNoLonger(*program_, std::exchange(notWarm_, {}));
}

/// A copy has ended before its framework began: that is not held against a case.
bool ProgramRunCore::startAnewIfNotBegun(const ProcessReader& process, const std::string& how) {
  if (!process.isCopy() || process.parser().begun()) return false;
  keepWarmNoLonger(*program_, fmt::format("a copy {} before its first case", how));
  alone_ = runsAlone_;
  return true;
}

}  // namespace trial::frameworks
