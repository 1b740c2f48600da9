// What follows when a process of a ProgramRun is over.
#include <trial/programs/run/programruncore.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

// A process that dies has been given cases in vain. The next one gets at least so many, and so many
// times those that it has finished. The least shrinks down to the second number when one process
// after the other dies.
constexpr std::size_t leastBehindDeath = 256;
constexpr std::size_t leastBehindDeaths = 4;
constexpr std::size_t timesFinished = 4;

// So many processes in a row end before their framework begins until that is held against the
// program. A signal may come from outside, and more than once; a KILL hardly comes from inside.
constexpr int mostFailedStarts = 2;
constexpr int mostSignalledStarts = 3;
constexpr int mostKilledStarts = 5;

}  // namespace

void ProgramRunCore::processOver(const ProcessEnd& end) {
  const auto process = std::exchange(process_, nullptr);
  reactor::cancelCall(telling_);
  if (startAnewIfNotBegun(*process, describe(end))) return next();
  auto first = takenBack(*process);
  if (first) process->takeBack(*first);
  teller_.confirmAll(process->nothingFailed(end));
  auto ended = endedProcess(*process, end);
  ended.takenBack = std::move(first);
  if (ended.closed && ended.inProgress && !ended.takenBack)
    closing_ = Closing{*ended.inProgress, *ended.closed};
  const auto judgement = judge(ended);
  accept(judgement, *process);
  if (process->parser().begun()) {
    failedStarts_ = killedStarts_ = 0;
  } else {
    ++(end.signal == SIGKILL ? killedStarts_ : failedStarts_);
  }
  dropFinished(*process);
  if (judgement.inCompany) inCompany_ = InCompany{*judgement.inCompany, describe(end)};
  tell();  // what follows is of another process
  next();
}

/// The end of the case waits for what is found, and so do later processes.
bool ProgramRunCore::tryAlone() {
  if (over_ || process_ || !inCompany_) return false;
  auto [id, how] = *std::exchange(inCompany_, std::nullopt);
  // As long as its cases took, so that a run takes twice as long at most.
  const double seconds = std::max(leastSearch, clock_.seconds() - began_);
  loneRun_ = std::make_shared<LoneRun>(fresh_, clock_, program_, std::move(id), std::move(how),
                                       limit_, seconds);
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  loneRun_->start().addCallback([weak](const std::string& found) {
    const auto core = weak.lock();
    if (!core) return;
    core->loneRun_.reset();
    if (!found.empty()) core->teller_.addToLast(found);
    core->tell();
    core->next();
  });
  return true;
}

EndedProcess ProgramRunCore::endedProcess(const ProcessReader& process,
                                          const ProcessEnd& end) const {
  const auto& parser = process.parser();
  EndedProcess ended;
  ended.program = program_->name;
  ended.how = process.overdue()
                  ? fmt::format("was ended after {} s, the time limit,", *process.overdue())
                  : describe(end);
  ended.begun = parser.begun();
  const int most = end.signal != 0 ? mostSignalledStarts : mostFailedStarts;
  ended.failedAgain =
      process.overdue().has_value() ||
      (end.signal == SIGKILL ? killedStarts_ + 1 >= mostKilledStarts : failedStarts_ + 1 >= most);
  ended.complete = parser.complete();
  if (const auto* running = parser.inProgress()) ended.inProgress = *running;
  ended.overdue = process.overdue().has_value();
  ended.explained = process.explains(end);
  ended.verdict = process.verdict(end);
  ended.bySignal = end.signal != 0;
  ended.closed = process.closed();
  if (!ended.closed && closing_ && ended.inProgress == closing_->id) ended.closed = closing_->fd;
  ended.details = parser.detailsSoFar();
  if (!ended.closed) addLines(ended.details, parser.remark(end));
  if (ended.overdue) addLines(ended.details, process.stacks());
  ended.place = parser.place();
  ended.insidePlace = [&parser](const std::string& id) { return parser.insidePlace(id); };
  ended.asked = process.cases();
  ended.unfinished = unfinished(ended.asked);
  // The process was given the first of those that wait. What it says of the others counts if it was
  // given one alone.
  // A copy's death in a set-up is held against its own case alone: the others run again.
  if (ended.asked.size() == 1 && !ended.complete && !doubtful_)
    ended.later = unfinished(std::span(waiting_).subspan(1));
  ended.anyStarted = process.anyStarted();
  return ended;
}

void ProgramRunCore::dropFinished(const ProcessReader& process) {
  const auto isFinished = [this](const auto& id) { return teller_.isFinished(id); };
  const auto first = waiting_.begin();
  const auto asked = first + static_cast<std::ptrdiff_t>(process.cases().size());
  const auto left = std::remove_if(first, asked, isFinished);
  const auto finished = static_cast<std::size_t>(asked - left);
  if (left != first) {
    const auto least = least_ == 0 ? leastBehindDeath : least_;
    most_ = std::max(least, finished * timesFinished);
    least_ = most_ == least ? std::max(leastBehindDeaths, least / timesFinished) : least;
  } else if (!runsAlone_) {  // one that runs alone does not say how many may run together
    most_ =
        most_ > waiting_.size() ? std::numeric_limits<std::size_t>::max() : most_ * timesFinished;
    least_ = 0;
  }
  waiting_.erase(left, asked);
  if (errorsBehind_) std::erase_if(waiting_, isFinished);
  errorsBehind_ = false;
}

void ProgramRunCore::accept(const Judgement& judgement, const ProcessReader& process) {
  for (const auto& [id, details] : judgement.errors) fail(id, details, process.outputOfCase());
  if (const auto& passed = judgement.passed) {
    auto report = reportOf(successResult());
    addWarning(report, program_->name, passed->details);
    teller_.caseFinished(passed->id, {std::move(report)}, process.outputOfCase());
  }
  // One alone may be the error of those that wait, too.
  errorsBehind_ = judgement.errors.size() > process.cases().size();
  if (judgement.outside) {
    teller_.outsideError(process.parser().place(), *judgement.outside, process.outputOfCase());
  }
  if (const auto& uncalled = judgement.uncalled) {
    uncalledFailed(uncalled->id, uncalled->details);
    teller_.placeMentions();
  }
  if (judgement.ofProgram && process.overdue()) {
    teller_.programError(*judgement.ofProgram);
  } else if (judgement.ofProgram && !badEnd_) {
    badEnd_ = {*judgement.ofProgram + excerpt(process.outputOfCase().err), process.cases()};
  }
  if (judgement.unexplained)
    unexplained_.push_back({*judgement.unexplained, unfinished(process.cases()), process.isCopy()});
  if (judgement.alone) {
    alone_ = true;
    const auto at = std::find(waiting_.begin(), waiting_.end(), *judgement.alone);
    std::rotate(waiting_.begin(), at, at + 1);
  }
}

/// The first of the cases whose ends count for nothing, because a child has written them, or may
/// have, and the process has died then. None if there are no such.
std::optional<std::string> ProgramRunCore::takenBack(const ProcessReader& process) {
  const auto& parser = process.parser();
  if (auto forked = parser.takenOverIn(); !forked.empty())
    return takeBack(forked) ? std::optional(std::move(forked)) : std::nullopt;
  const bool inDoubt = !parser.complete() && !parser.goesOnFromEnds() && process.sawChildren();
  if (!inDoubt || process.cases().size() == 1) return std::nullopt;
  auto doubtfulCase = teller_.takeBackDoubtful();
  if (doubtfulCase) doubtful_ = false;
  return doubtfulCase;
}

/// False if the end of the case was told already, which is an error of the program.
bool ProgramRunCore::takeBack(const std::string& id) {
  doubtful_ = false;  // its cases run again in any case
  if (teller_.takeBack(id)) return true;
  teller_.programError(fmt::format(
      "A child process that {} forked came back out of it and went on with the run: the results of "
      "this case and of those behind it may be the child's.",
      id));
  return false;
}

}  // namespace trial::frameworks
