#include <trial/programs/described/lines.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

// Of the end of a line that is too long, in bytes: an event at its end is found if it is not
// longer.
constexpr std::size_t longestEvent = 4096;

}  // namespace

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
    add(data.substr(0, newline));
    data.remove_prefix(newline + 1);
    take(line_, Reach::whole);
    // A line that was nothing but events leaves nothing.
    if (shown_ < line_.size() || line_.empty() || keptText_) {
      show(std::string_view(line_).substr(shown_));
      show("\n");
    }
    forgetLine();
  }
  add(data);
  // A long line is looked at again when it is twice as long, so that the time for it is not
  // quadratic.
  if (!data.empty() && (line_.size() <= longestEvent || line_.size() >= 2 * looked_)) {
    looked_ = line_.size();
    take(line_, Reach::unfinished);
  }
  tellOutput();
}

/// Adds to the line. Of one that is too long the end is kept, where an event may begin.
void LineProgress::add(std::string_view piece) {
  while (line_.size() + piece.size() > longestText) {
    const auto room = longestText - line_.size();
    line_ += piece.substr(0, room);
    piece.remove_prefix(room);
    take(line_, Reach::cut);
    const auto end = line_.size() - longestEvent;
    if (shown_ < end) {
      show(std::string_view(line_).substr(shown_, end - shown_));
      shown_ = end;
    }
    // What stands in front of the rest tells expressions that it is not the beginning of a line.
    line_.erase(0, end - 1);
    shown_ -= end - 1;
    scanned_ = std::max(scanned_, end) - (end - 1);
    looked_ = line_.size();
  }
  line_ += piece;
}

void LineProgress::forgetLine() {
  line_.clear();
  scanned_ = shown_ = looked_ = 0;
  keptText_ = false;
}

/// Takes the events of a line, or of what is there of it, from the place where it was left.
void LineProgress::take(std::string_view line, Reach reach) {
  // Of several events at one place that counts which stands first here.
  const std::pair<Kind, const std::optional<Pattern>*> all[] = {
      {Kind::failedCheck, &patterns_.failedCheck},
      {Kind::fail, &patterns_.fail},
      {Kind::skip, &patterns_.skip},
      {Kind::pass, &patterns_.pass},
      {Kind::start, &patterns_.start},
      {Kind::finished, &patterns_.finished}};
  Searches searches;
  for (const auto& [kind, pattern] : all) {
    if (*pattern) searches.emplace_back(kind, PatternSearch(**pattern));
  }
  for (auto event = next(line, searches); event; event = next(line, searches)) {
    // Of a line that goes on only the start of a case is certain, if its name does not go on. Where
    // it is cut a failure counts all the same: that must not be lost.
    const bool mayGoOn = reach != Reach::whole && event->match.end == line.size();
    const bool isFailure = event->kind == Kind::fail || event->kind == Kind::failedCheck;
    const bool isCertain = reach == Reach::cut
                               ? isFailure
                               : event->kind == Kind::start && event->match.groupsEnd < line.size();
    if (mayGoOn && !isCertain) return;
    handle(*event, line);
  }
}

/// The first event that counts, at `scanned_` or behind it.
std::optional<LineProgress::Event> LineProgress::next(std::string_view line,
                                                      Searches& searches) const {
  for (;;) {
    Searches::value_type* first = nullptr;
    std::size_t begin = 0;
    for (auto& search : searches) {
      const auto* found = search.second.at(line, scanned_);
      if (found == nullptr || (first != nullptr && found->begin >= begin)) continue;
      first = &search;
      begin = found->begin;
    }
    if (first == nullptr) return std::nullopt;
    Event event{first->first, first->second.take(line), std::nullopt};
    if (event.match.end == event.match.begin) continue;
    if (event.match.groups.contains("name")) event.id = description_.idOf(event.match);
    if (counts(event)) return event;
  }
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
    if (cases_.inProgress() == nullptr) {
      if (outsideChecks_.size() <= mostDetails) outsideChecks_ += all + '\n';
      return;
    }
    // What was printed before it is the output of the case.
    cases_.addDetails(shown_ == line.size() ? all + '\n' : all);
    return;
  }
  show(before);
  tellOutput();
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
    listener_.outsideError({}, details);
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
  if (patterns_.from != reportFD) output_ += text;
}

/// Before anything else is told.
void LineProgress::tellOutput() {
  if (!output_.empty()) listener_.output(patterns_.from, std::exchange(output_, {}));
}

// --- the end ---

void LineProgress::ended(const ProcessEnd& end) {
  take(line_, Reach::whole);
  show(std::string_view(line_).substr(shown_));
  forgetLine();
  tellOutput();
  if (end.signal == 0 && !end.overdue) runEnded(end);
  if (!otherDetails_.empty()) tellFailure(other_, std::exchange(otherDetails_, {}));
  if (outsideChecks_.empty()) return;
  cutAt(outsideChecks_, mostDetails);
  listener_.outsideError({}, std::string(trimmed(outsideChecks_)));
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
