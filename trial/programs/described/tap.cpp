#include <trial/programs/described/tap.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

constexpr std::size_t longestText = std::size_t{64} << 10U;

const Pattern& testLine() {
  static const Pattern pattern(
      R"((?P<not>not )?ok\b[ \t]*(?P<number>\d*)[ \t]*(?:- ?)?(?P<rest>.*))");
  return pattern;
}
const Pattern& directiveIn() {
  static const Pattern pattern(
      R"((?P<id>(?:[^\\#]|\\.|#)*?)\s*(?:(?:^|\s)#\s*(?P<kind>(?i:skip|todo))\S*\s*(?P<reason>.*))?)");
  return pattern;
}
const Pattern& planLine() {
  static const Pattern pattern(R"(1\.\.(?P<count>\d+)\s*(?:#\s*(?P<reason>.*))?)");
  return pattern;
}
const Pattern& bailLine() {
  static const Pattern pattern(R"(Bail out!.*)");
  return pattern;
}
const Pattern& versionLine() {
  static const Pattern pattern(R"(TAP version \d+\s*)");
  return pattern;
}

std::string group(const PatternMatch& match, std::string_view name) {
  const auto found = match.groups.find(name);
  return found == match.groups.end() ? std::string() : found->second;
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
  if (alone_) cases_.begin(cases.front());
}

bool TapProgress::explains(const ProcessEnd& end) const {
  const auto& statuses = description_.passStatuses;
  return end.signal == 0 &&
         std::find(statuses.begin(), statuses.end(), end.status) != statuses.end();
}

std::string TapProgress::detailsSoFar() const { return bail_; }

void TapProgress::received(int /*fd*/, std::string_view data) {
  for (auto newline = data.find('\n'); newline != std::string_view::npos;
       newline = data.find('\n')) {
    line_ += data.substr(0, newline);
    data.remove_prefix(newline + 1);
    take(std::exchange(line_, {}));
  }
  line_ += data;
}

void TapProgress::take(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (const auto match = testLine().match(line)) {
    if (auto result = resultIn(*match)) {
      ++told_;
      settle();
      if (cases_.inProgress() == nullptr) cases_.begin(result->id);
      result_ = std::move(result);
      if (result_->ok || result_->directive == "skip") settle();
      return;
    }
  } else if (const auto plan = planLine().match(line)) {
    settle();
    const auto reason = group(*plan, "reason");
    if (group(*plan, "count") != "0") return;
    // Nothing is run.
    if (cases_.inProgress() != nullptr) cases_.skipped(reason);
    for (const auto waiting = cases_.waiting(); const auto& id : waiting) {
      cases_.begin(id);
      cases_.skipped(reason);
    }
    return;
  } else if (bailLine().match(line)) {
    settle();
    bail_ = line;
    return;
  } else if (versionLine().match(line)) {
    return;
  }
  text_ += fmt::format("{}\n", line);
  if (text_.size() > 2 * longestText) text_.erase(0, text_.size() - longestText);
  // What is behind a line of a failure is its text.
  if (from_ != reportFD && !result_) listener_.output(from_, fmt::format("{}\n", line));
}

/// The result that a line tells; none if it is the text of a case.
std::optional<TapProgress::Result> TapProgress::resultIn(const PatternMatch& match) const {
  const auto number = group(match, "number");
  if (!number.empty() && number != std::to_string(told_ + 1)) return std::nullopt;
  const auto rest = directiveIn().match(group(match, "rest"));
  if (!rest) return std::nullopt;
  Result result{unescaped(trimmed(group(*rest, "id"))), group(match, "not").empty(),
                group(*rest, "kind"), group(*rest, "reason")};
  std::transform(result.directive.begin(), result.directive.end(), result.directive.begin(),
                 [](unsigned char c) { return static_cast<char>(c | 0x20U); });
  const bool isIt = cases_.waits(result.id) || (!result_ && cases_.isInProgress(result.id));
  return isIt ? std::optional(std::move(result)) : std::nullopt;
}

/// Tells the result that waits for its text: that behind it or, if there is none, before it.
void TapProgress::settle() {
  const auto text = std::string(trimmed(text_));
  text_.clear();
  if (!result_) {
    before_ = text;
    return;
  }
  const auto result = *std::exchange(result_, std::nullopt);
  auto details = text.empty() ? before_ : text;
  before_.clear();
  if (details.empty()) details = "not ok";
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

void TapProgress::ended(const ProcessEnd& end) {
  if (!line_.empty()) take(std::exchange(line_, {}));
  settle();
  const bool byItself = end.signal == 0 && !end.overdue;
  complete_ = byItself && bail_.empty() && cases_.allTold() && cases_.inProgress() == nullptr;
}

}  // namespace trial::frameworks
