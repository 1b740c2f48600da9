#include <trial/programs/described/tap.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/numbers.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

const Pattern& testLine() {
  static const Pattern pattern(
      R"((?P<not>not )?ok\b[ \t]*(?P<number>\d*)[ \t]*(?P<dash>- ?)?(?P<rest>.*))");
  return pattern;
}
const Pattern& directiveIn() {
  static const Pattern pattern(
      R"((?P<id>(?:[^\\#]|\\.|#|\\)*?)\s*(?:(?:^|\s)#\s*(?P<kind>(?i:skip|todo))\S*\s*(?P<reason>.*))?)");
  return pattern;
}
const Pattern& planLine() {
  static const Pattern pattern(R"(1\.\.(?P<count>\d+)\s*(?:#\s*(?P<reason>.*))?)");
  return pattern;
}
const Pattern& bailLine() {
  static const Pattern pattern(R"((?i:bail out!).*)");
  return pattern;
}
const Pattern& versionLine() {
  static const Pattern pattern(R"(TAP version \d+\s*)");
  return pattern;
}

/// `\#` and `\\` stand for the letters.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '#' || text[i + 1] == '\\');
    if (escape) ++i;
    plain += text[i];
  }
  return plain;
}

}  // namespace

TapProgress::TapProgress(const Description& description, std::span<const std::string> cases,
                         IProgress& listener)
    : description_(description),
      from_(description.progress->from),
      listener_(listener),
      cases_(cases, listener),
      alone_(cases.size() == 1) {
  for (const auto& id : cases) longestId_ = std::max(longestId_, id.size());
  if (alone_) cases_.begin(cases.front());
}

bool TapProgress::explains(const ProcessEnd& end) const {
  return endsWell(description_, end) && end.status != 0;
}

std::string TapProgress::detailsSoFar() const { return bail_; }

void TapProgress::received(int /*fd*/, std::string_view data) {
  for (auto newline = data.find('\n'); newline != std::string_view::npos;
       newline = data.find('\n')) {
    add(data.substr(0, newline));
    data.remove_prefix(newline + 1);
    endLine();
  }
  add(data);
  tellOutput();
}

/// Adds to the line. Of one that is too long the beginning is kept if it counts; else it is text.
void TapProgress::add(std::string_view piece) {
  if (isText_) return addText(piece);
  const auto room = longestText - line_.size();
  line_ += piece.substr(0, room);
  if (piece.size() <= room || isCut_) return;
  isCut_ = testLine().match(line_) || bailLine().match(line_);
  if (isCut_) return;
  isText_ = true;
  addText(std::exchange(line_, {}));
  addText(piece.substr(room));
}

void TapProgress::endLine() {
  if (isText_) {
    addText("\n");
  } else {
    take(std::exchange(line_, {}));
  }
  isText_ = isCut_ = false;
}

void TapProgress::addText(std::string_view text) {
  text_ += text;
  if (text_.size() > 2 * longestText) text_.erase(0, text_.size() - longestText);
  // What is behind a line of a failure is its text.
  if (from_ != reportFD && !result_) output_ += text;
}

/// Before anything else is told.
void TapProgress::tellOutput() {
  if (!output_.empty()) listener_.output(from_, std::exchange(output_, {}));
}

void TapProgress::take(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (const auto match = testLine().match(line)) {
    auto result = resultIn(*match);
    if (result || !match->group("number").empty()) ++testLines_;
    if (result) {
      result->line = line;
      return tell(*std::move(result));
    }
    // It is text, but says that something has run.
    anyResult_ = anyResult_ || match->groups.contains("not");
  } else if (const auto plan = planLine().match(line)) {
    settle();
    ++plans_;
    planned_ = numberIn<std::uint64_t>(plan->group("count"));
    if (plan->group("count") == "0" && !anyResult_) nothingToRun_ = plan->group("reason");
    return;
  } else if (bailLine().match(line)) {
    settle();
    bail_ = line;
    return;
  } else if (versionLine().match(line)) {
    return;
  }
  addText(line);
  addText("\n");
}

bool TapProgress::isKnown(const std::string& id) const {
  return cases_.waits(id) || cases_.wasTold(id) || cases_.isInProgress(id);
}

/// The id that a description is. A comment is a part of it only if there is such a case.
std::string TapProgress::idIn(std::string_view description) const {
  auto whole = unescaped(trimmed(description));
  if (isKnown(whole)) return whole;
  for (auto at = description.rfind('#'); at != std::string_view::npos && at > 0;
       at = description.substr(0, at).rfind('#')) {
    if (description[at - 1] != ' ' && description[at - 1] != '\t') continue;
    const auto part = trimmed(description.substr(0, at));
    if (part.size() > 2 * longestId_) continue;
    auto id = unescaped(part);
    if (isKnown(id)) return id;
  }
  return whole;
}

/// The result that a line tells; none if it is the text of a case.
std::optional<TapProgress::Result> TapProgress::resultIn(const PatternMatch& match) const {
  const auto rest = directiveIn().match(match.group("rest"));
  if (!rest) return std::nullopt;
  Result result;
  result.id = idIn(rest->group("id"));
  result.ok = match.group("not").empty();
  result.directive = rest->group("kind");
  result.reason = rest->group("reason");
  std::transform(result.directive.begin(), result.directive.end(), result.directive.begin(),
                 [](unsigned char c) { return static_cast<char>(c | 0x20U); });
  // A test that runs and fails was not skipped.
  if (!result.ok && result.directive == "skip") result.directive.clear();
  const auto digits = match.group("number");
  result.number = numberIn<std::uint64_t>(digits);
  if (!digits.empty() && !result.number) return std::nullopt;
  const bool rises = !result.number || *result.number > number_;
  const bool isPending = result_ && result_->id == result.id;
  if (cases_.wasTold(result.id) || isPending) {
    // A failure is never taken for text.
    if (!rises && result.ok) return std::nullopt;
    result.of = Result::Of::told;
  } else if (!cases_.waits(result.id) && !cases_.isInProgress(result.id)) {
    const bool isFailure = !result.ok && result.directive.empty();
    const bool isMarked = match.groups.contains("dash") || (isFailure && result.number.has_value());
    const bool hasId = !result.id.empty();
    if (hasId ? !isMarked || !rises : !isFailure) return std::nullopt;
    result.of = hasId ? Result::Of::uncalled : Result::Of::unnamed;
  } else if (!rises) {
    return std::nullopt;
  }
  return result;
}

void TapProgress::tell(Result result) {
  anyResult_ = true;
  settle();
  // The number of a case that was not asked for may be a number in a text.
  if (result.of == Result::Of::called) {
    ++called_;
    number_ = result.number.value_or(number_ + 1);
    if (cases_.inProgress() == nullptr) cases_.begin(result.id);
  }
  const bool isWhole = result.of != Result::Of::told && result.ok;
  result_ = std::move(result);
  if (isWhole) settle();
}

/// Tells the result that waits for its text: that behind it or, if there is none, before it.
void TapProgress::settle() {
  tellOutput();
  const auto text = std::string(trimmed(text_));
  text_.clear();
  if (!result_) {
    before_ = text;
    return;
  }
  const auto result = *std::exchange(result_, std::nullopt);
  auto details = text.empty() ? before_ : text;
  before_.clear();
  if (result.directive.empty() && !result.reason.empty()) {
    details = std::string(trimmed(fmt::format("{}\n{}", result.line, details)));
  } else if (details.empty()) {
    details = "not ok";
  }
  if (result.of == Result::Of::told) {
    return listener_.outsideError(
        {}, std::string(
                trimmed(fmt::format("told of {} again: {}\n{}", result.id, result.line, text))));
  }
  if (result.of == Result::Of::unnamed) {
    return listener_.outsideError(
        {}, std::string(trimmed(fmt::format("told of a failure without a description: {}\n{}",
                                            result.line, text))));
  }
  if (result.of == Result::Of::uncalled) {
    if (!result.ok && result.directive.empty()) listener_.uncalledFailed(result.id, details);
    return;
  }
  if (result.directive == "skip") return cases_.skipped(result.reason);
  if (result.directive == "todo") {
    auto todo = makeTodo(result.reason);
    return cases_.finish(
        result.ok ? unexpectedSuccessResult(std::move(todo))
                  : expectedFailureResult(Failure(ProgramFailure(details)), std::move(todo)));
  }
  if (result.ok) return cases_.passed();
  cases_.failed(details);
}

/// The only plan was one of no tests, and none was told.
void TapProgress::skipAll() {
  if (cases_.inProgress() != nullptr) cases_.skipped(*nothingToRun_);
  for (const auto waiting = cases_.waiting(); const auto& id : waiting) {
    cases_.begin(id);
    cases_.skipped(*nothingToRun_);
  }
}

void TapProgress::ended(const ProcessEnd& end) {
  if (!line_.empty()) endLine();
  settle();
  const bool byItself = end.signal == 0 && !end.overdue;
  if (byItself && nothingToRun_ && plans_ == 1 && !anyResult_ && bail_.empty()) skipAll();
  complete_ = byItself && bail_.empty() && cases_.allTold() && cases_.inProgress() == nullptr;
  if (!complete_) return;
  tellStatus(description_, end, cases_.anyHasFailed(), listener_);
  // Of several plans all but one are text, and it is not known which.
  if (plans_ == 1) comparePlan();
}

/// What merely looks like results may be text: that does not make too many.
void TapProgress::comparePlan() {
  const bool tooFew = !planned_ || *planned_ > testLines_;
  if (!tooFew && *planned_ >= called_) return;
  listener_.programError(fmt::format("its plan has {} {}, but it told of {}",
                                     planned_ ? std::to_string(*planned_) : "2^64 or more",
                                     planned_ == 1U ? "test" : "tests",
                                     tooFew ? testLines_ : called_));
}

}  // namespace trial::frameworks
