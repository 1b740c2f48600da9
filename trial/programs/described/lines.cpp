#include <trial/programs/described/lines.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

LineProgress::LineProgress(const Description& description, std::span<const std::string> cases,
                           IProgress& listener)
    : description_(description),
      patterns_(*description.progress),
      listener_(listener),
      cases_(cases, listener) {
  // It can be no other.
  if (!patterns_.start && cases.size() == 1) cases_.begin(cases.front());
}

const std::string* LineProgress::inProgress() const {
  if (undecided_) return nullptr;
  return other_ ? &*other_ : cases_.inProgress();
}

std::string LineProgress::detailsSoFar() const {
  // For who writes the description.
  if (exited_ && inProgress() == nullptr && patterns_.finished && !finished_)
    return "it has printed nothing that progress.finished fits";
  if (exited_ && nextEndsCase() && !cases_.hasDetails() && !cases_.allTold())
    return fmt::format("{} had not begun", *cases_.waiting().begin());
  return cases_.details();
}

bool LineProgress::explains(const ProcessEnd& end) const {
  return endsWell(description_, end) && end.status != 0;
}

// --- lines ---

void LineProgress::received(int /*fd*/, std::string_view data) {
  for (auto newline = data.find('\n'); newline != std::string_view::npos;
       newline = data.find('\n')) {
    line_ += data.substr(0, newline);
    data.remove_prefix(newline + 1);
    take(line_, true);
    // A line that was nothing but events leaves nothing.
    if (shown_ < line_.size() || line_.empty() || keptText_) show(line_.substr(shown_) + '\n');
    line_.clear();
    scanned_ = shown_ = 0;
    keptText_ = false;
  }
  line_ += data;
  // An unfinished line that is longer is no event.
  if (line_.size() > longestText) {
    show(std::string_view(line_).substr(shown_));
    line_.clear();
    scanned_ = shown_ = 0;
  } else if (!data.empty()) {
    take(line_, false);
  }
}

/// Takes the events of a line, or of what is there of it, from the place where it was left.
void LineProgress::take(std::string_view line, bool whole) {
  for (auto event = next(line); event; event = next(line)) {
    // Of a line that may go on only the start of a case is certain, if its name does not go on.
    const bool mayGoOn = !whole && event->match.end == line.size();
    if (mayGoOn && (event->kind != Kind::start || event->match.groupsEnd == line.size())) return;
    handle(*event, line);
  }
}

/// The first event that counts; of several at one place that which stands first below.
std::optional<LineProgress::Event> LineProgress::next(std::string_view line) const {
  const std::pair<Kind, const std::optional<Pattern>*> all[] = {
      {Kind::failedCheck, &patterns_.failedCheck},
      {Kind::fail, &patterns_.fail},
      {Kind::skip, &patterns_.skip},
      {Kind::pass, &patterns_.pass},
      {Kind::start, &patterns_.start},
      {Kind::finished, &patterns_.finished}};
  std::optional<Event> first;
  for (const auto& [kind, pattern] : all) {
    if (!*pattern) continue;
    auto from = scanned_;
    while (auto match = (*pattern)->search(line, from)) {
      from = std::max(match->end, from + 1);
      Event event{kind, *std::move(match), std::nullopt};
      if (event.match.groups.contains("name")) event.id = description_.idOf(event.match);
      const bool isOne = event.match.end > event.match.begin && counts(event);
      if (isOne && (!first || event.match.begin < first->match.begin)) first = std::move(event);
      if (isOne || from > line.size()) break;
    }
  }
  return first;
}

bool LineProgress::counts(const Event& event) const {
  const auto* running = cases_.inProgress();
  switch (event.kind) {
    // Where no expression tells that a case has passed, the next one does.
    case Kind::start:
      return event.id && (running == nullptr || (!patterns_.pass && cases_.waits(*event.id)));
    case Kind::finished: return running == nullptr || !patterns_.pass;
    case Kind::failedCheck: return true;
    case Kind::pass:
    case Kind::fail:
    case Kind::skip: return endCounts(event);
  }
  return false;
}

bool LineProgress::endCounts(const Event& event) const {
  if (cases_.inProgress() != nullptr) return !event.id || cases_.isInProgress(*event.id);
  if (other_) return !event.id || *event.id == *other_;
  // A case that was skipped, or that could not begin, may be told of without a start.
  const bool needsStart = patterns_.start && event.kind == Kind::pass;
  if (event.id && cases_.waits(*event.id)) return !needsStart;
  // A failure counts whatever it is of. Others only end the text of their case.
  return event.kind == Kind::fail || (!patterns_.start && event.id);
}

void LineProgress::handle(const Event& event, std::string_view line) {
  const auto begin = std::max(event.match.begin, shown_);
  const auto before = line.substr(shown_, begin - shown_);
  const auto text = line.substr(begin, event.match.end - begin);
  shown_ = scanned_ = event.match.end;
  if (event.kind == Kind::failedCheck && other_) {
    if (otherDetails_.size() < longestText)
      otherDetails_ += std::string(before) + std::string(text) + '\n';
    show(before);
    show(text);
    keptText_ = true;
    return;
  }
  if (event.kind == Kind::failedCheck) {
    const auto all = std::string(before) + std::string(text);
    if (cases_.inProgress() == nullptr) return listener_.outsideError({}, all);
    // What was printed before it is the output of the case.
    cases_.addDetails(shown_ == line.size() ? all + '\n' : all);
    return;
  }
  show(before);
  switch (event.kind) {
    case Kind::start: return start(*event.id);
    case Kind::finished:
      finished_ = true;
      if (cases_.inProgress() != nullptr) cases_.passed();
      leaveOther();
      return;
    default: return end(event, text);
  }
}

void LineProgress::start(const std::string& id) {
  if (cases_.inProgress() != nullptr) cases_.passed();
  leaveOther();
  if (cases_.waits(id)) {
    cases_.begin(id);
  } else {
    other_ = id;
  }
}

void LineProgress::end(const Event& event, std::string_view text) {
  const bool isOther = !event.id || !cases_.waits(*event.id);
  if (cases_.inProgress() == nullptr && (other_ || isOther)) return endOther(event, text);
  const auto message = event.match.group("message");
  if (cases_.inProgress() == nullptr) {
    cases_.begin(*event.id);
    if (event.kind == Kind::fail && !trimmed(before_).empty()) cases_.addDetails(before_);
  }
  before_.clear();
  if (event.kind == Kind::pass) return cases_.passed();
  if (event.kind == Kind::skip) return cases_.skipped(message.empty() ? text : message);
  cases_.failed(message.empty() && !cases_.hasDetails() ? text : message);
}

/// The end of what was not asked for, or was told of before.
void LineProgress::endOther(const Event& event, std::string_view text) {
  const bool hadStart = other_.has_value();
  if (event.kind == Kind::fail) {
    const auto id = hadStart ? std::exchange(other_, std::nullopt) : event.id;
    const auto details = std::exchange(otherDetails_, {}) + std::exchange(before_, {});
    tellFailure(id, details + std::string(text));
  }
  leaveOther();
  if (hadStart) return;
  show(text);
  keptText_ = true;
  before_.clear();
}

void LineProgress::tellFailure(const std::optional<std::string>& id, std::string_view text) {
  const auto details = std::string(trimmed(text));
  if (!id) {
    // Else it may be a summary.
    if (!cases_.anyHasFailed()) listener_.outsideError({}, details);
  } else if (!cases_.wasTold(*id)) {
    listener_.uncalledFailed(*id, details);
  } else if (!cases_.hasFailed(*id)) {
    listener_.outsideError({}, fmt::format("told of {} again: {}", *id, details));
  }
}

/// What began without being asked for is over.
void LineProgress::leaveOther() {
  const auto id = std::exchange(other_, std::nullopt);
  const auto details = std::exchange(otherDetails_, {});
  if (id && !details.empty()) tellFailure(id, details);
}

void LineProgress::show(std::string_view text) {
  if (text.empty()) return;
  if (cases_.inProgress() != nullptr && cases_.hasDetails()) return cases_.addDetails(text);
  if (!patterns_.start && cases_.inProgress() == nullptr) {
    before_ += text;
    if (before_.size() > 2 * longestText) before_.erase(0, before_.size() - longestText);
  }
  if (patterns_.from != reportFD) listener_.output(patterns_.from, text);
}

// --- the end ---

void LineProgress::ended(const ProcessEnd& end) {
  take(line_, true);
  show(std::string_view(line_).substr(shown_));
  line_.clear();
  scanned_ = shown_ = 0;
  if (end.signal == 0 && !end.overdue) runEnded(end);
  if (!otherDetails_.empty()) tellFailure(other_, std::exchange(otherDetails_, {}));
}

/// Nothing that it prints tells that a case has passed but what comes next, or the process's end.
bool LineProgress::nextEndsCase() const {
  return patterns_.start && !patterns_.pass && !patterns_.finished;
}

/// The process has exited by itself.
void LineProgress::runEnded(const ProcessEnd& end) {
  exited_ = true;
  if (nextEndsCase() && cases_.inProgress() != nullptr) endLast(end);
  const bool toTheEnd = patterns_.finished ? finished_ : patterns_.start || cases_.allTold();
  complete_ = inProgress() == nullptr && toTheEnd;
  if (complete_) tellStatus(description_, end, cases_.anyHasFailed(), listener_);
}

/// Ends the case that began last, if the exit status tells what became of it. While others have
/// not begun it is this case that has ended the process, with whatever status.
void LineProgress::endLast(const ProcessEnd& end) {
  if (cases_.hasDetails()) return cases_.passed();
  if (!cases_.allTold()) return;
  if (endsWell(description_, end)) return cases_.passed();
  // The status may be of a failure before it, or of this case: alone it will tell.
  undecided_ = cases_.anyHasFailed();
}

}  // namespace trial::frameworks
