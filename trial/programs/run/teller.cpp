#include <trial/programs/run/teller.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/failures.hpp>

namespace trial::frameworks {

Teller::Teller(ProgramPtr program, IProgramListener& listener)
    : program_(std::move(program)), listener_(listener) {}

void Teller::caseStarted(const std::string& id) {
  if (started_.insert(id).second) events_.push_back({Event::Kind::start, id});
}

void Teller::programError(std::string details) {
  events_.push_back({Event::Kind::programError, std::move(details)});
}

void Teller::mention(std::string text) { mentions_.push_back(std::move(text)); }

void Teller::addMentions(End& end) {
  for (auto& text : std::exchange(mentions_, {}))
    addWarning(end.reported.report, program_->name, std::move(text));
}

void Teller::placeMentions() {
  if (!events_.empty() && events_.back().end) addMentions(*events_.back().end);
}

bool Teller::takeBack(const std::string& id) {
  const auto end = std::find_if(events_.begin(), events_.end(), [&id](const Event& event) {
    return event.kind == Event::Kind::end && event.id == id;
  });
  const bool wasTold = end == events_.end() || end->isLate;
  toldTooEarly_ = toldTooEarly_ || wasTold;
  // If its end is not there, all that is there came behind that.
  takeBackFrom(end == events_.end() ? events_.begin() : end);
  return !wasTold;
}

std::optional<std::string> Teller::takeBackDoubtful() {
  const auto end = std::find_if(events_.begin(), events_.end(), [](const Event& event) {
    return event.end && event.end->reported.maybeOfChild;
  });
  if (end == events_.end()) return std::nullopt;
  auto id = end->id;
  takeBackFrom(end);
  return id;
}

void Teller::takeBackFrom(std::deque<Event>::iterator first) {
  for (auto event = first; event != events_.end(); ++event) {
    if (event->kind == Event::Kind::start) started_.erase(event->id);
    if (event->kind == Event::Kind::end && !event->isLate) finished_.erase(event->id);
  }
  const auto isOfCase = [](const Event& event) { return event.kind != Event::Kind::programError; };
  events_.erase(std::remove_if(first, events_.end(), isOfCase), events_.end());
  holdsFailure_ = false;  // until the next `tell`
}

void Teller::mark() {
  for (auto& event : events_) ++event.marks;
}

void Teller::confirmEnds() {
  for (auto& event : events_) {
    if (event.marks >= 2 && event.end && event.end->reported.report.successful())
      event.end->reported.maybeOfChild = false;
  }
}

void Teller::confirmAll(bool nothingFailed) {
  placeMentions();
  for (auto& event : events_) {
    if (!event.end || !event.end->reported.maybeOfChild) continue;
    event.end->reported.maybeOfChild = false;
    event.ofChild = nothingFailed;
  }
}

/// Nothing has failed in the process itself.
void Teller::leaveToChild(Event& event) {
  auto& report = event.end->reported.report;
  if (!event.ofChild || event.isOutside || report.successful()) return;
  for (auto& result : report.results) {
    addWarning(report, program_->name,
               "A check has failed in a child process of this case, which the program does not "
               "count: " +
                   detailsOf(result));
    result = successResult();
  }
}

void Teller::noMoreCases() {
  if (!orphan_.empty()) programError(std::exchange(orphan_, {}));
}

void Teller::caseFinished(const std::string& id, ReportedCase&& reported, CaseOutput&& output) {
  const bool isLate = !finished_.insert(id).second;
  if (isLate && !toldTooEarly_) return;
  events_.push_back(
      {Event::Kind::end, id, std::make_unique<End>(End{std::move(reported), std::move(output)})});
  events_.back().isLate = isLate;
  addMentions(*events_.back().end);
  if (orphan_.empty()) return;
  events_.back().isFinal = std::exchange(orphanIsOld_, false);
  auto same = events_.back().end->output;
  outsideError({}, std::exchange(orphan_, {}), std::move(same));
}

void Teller::outsideError(const std::string& place, const std::string& details, CaseOutput output) {
  const auto last = std::find_if(events_.rbegin(), events_.rend(), [](const Event& event) {
    return event.kind != Event::Kind::programError;
  });
  if (last == events_.rend() || !last->end) {
    addLines(orphan_, details);
    return;
  }
  last->isOutside = true;
  auto& [reported, written] = *last->end;
  const auto where = place.empty() ? std::string() : fmt::format(" of suite \"{}\"", place);
  auto text = fmt::format("after this case, at the end{}:", where);
  addLines(text, details);
  addError(reported.report, text);
  reported.unsettled.clear();
  written = std::move(output);
}

void Teller::addToLast(const std::string& details) {
  if (!events_.empty() && events_.back().end)
    addError(events_.back().end->reported.report, details);
}

void Teller::tell(Held held) {
  if (telling_) return;
  struct Telling {
    explicit Telling(bool& telling) : flag(telling) { flag = true; }
    ~Telling() { flag = false; }
    bool& flag;
  } telling(telling_);
  waitsForListing_ = false;
  holdsFailure_ = false;
  while (!events_.empty()) {
    auto& next = events_.front();
    if (next.end && held.last && events_.size() == 1) return;
    if (next.end && next.end->reported.maybeOfChild) return;
    if (next.end && !settle(next)) {
      waitsForListing_ = true;
      return;
    }
    if (next.end && held.failure && !next.isFinal && !next.isLate &&
        !next.end->reported.report.successful()) {
      holdsFailure_ = true;
      return;
    }
    auto event = std::move(next);
    events_.pop_front();
    tellOne(std::move(event));
  }
}

std::string Teller::detailsOfFailure() const {
  const auto& results = events_.front().end->reported.report.results;
  const auto failed = std::find_if(results.begin(), results.end(),
                                   [](const auto& result) { return result.failure.has_value(); });
  return failed == results.end() ? std::string() : detailsOf(*failed);
}

void Teller::acceptFailure() noexcept {
  holdsFailure_ = false;
  events_.front().isFinal = true;
}

void Teller::replaceFailure(ReportedCase&& reported, CaseOutput&& output) {
  acceptFailure();
  auto& end = *events_.front().end;
  auto warnings = std::move(end.reported.report.warnings);
  auto& more = reported.report.warnings;
  warnings.insert(warnings.end(), more.begin(), more.end());
  more = std::move(warnings);
  end = {std::move(reported), std::move(output)};
}

/// False if what became of the case cannot be said before the program is listed.
bool Teller::settle(Event& event) {
  if (!settleByList(*program_, event.id, event.end->reported)) return false;
  leaveToChild(event);
  return true;
}

void Teller::tellOne(Event event) {
  if (event.kind == Event::Kind::start) return listener_.caseStarted(event.id);
  if (event.kind == Event::Kind::programError) return listener_.programError(event.id);
  auto& [reported, output] = *event.end;
  auto& report = reported.report;
  if (!report.successful()) failed_.insert(event.id);
  if (event.isLate) {
    if (report.successful()) return;
    return listener_.programError(
        fmt::format("{} was told to be over before it was. The program itself tells of it:\n{}",
                    event.id, detailsOf(report.results.front())));
  }
  addOutput(report, output.both);
  report.out = std::move(output.out);
  report.err = std::move(output.err);
  listener_.caseFinished(event.id, std::move(report));
}

}  // namespace trial::frameworks
