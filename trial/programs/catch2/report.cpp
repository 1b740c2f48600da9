#include <trial/programs/catch2/report.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/catch2/names.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks::catch2 {

namespace {

// The status of version 3 when all cases were skipped.
constexpr int allSkippedStatus = 4;

bool hasTag(std::string_view tags, std::string_view tag) {
  return tags.find(fmt::format("[{}]", tag)) != std::string_view::npos;
}

}  // namespace

Report::Report(const CaseNotes* notes, std::span<const std::string> cases, IProgress& listener,
               Others others)
    : XmlReport("Catch2", cases.size()), listener_(listener) {
  expected_.reserve(cases.size());
  for (const auto& id : cases) expect(id, notes);
  if (notes != nullptr && others == Others::twins) expectTwins(*notes);
  std::stable_sort(expected_.begin(), expected_.end(),
                   [](const Expected& a, const Expected& b) { return a.position < b.position; });
}

void Report::expect(const std::string& id, const CaseNotes* notes) {
  auto& expected = expected_.emplace_back();
  expected.id = &id;
  expected.name = id;
  expected.position = expected_.size();
  auto note = noteOn(notes, id);
  if (!note) return;
  expected.name = std::move(note->name);
  expected.position = note->position;
  if (note->line != 0) expected.line = std::to_string(note->line);
}

/// Those that run with the expected ones, though they were not asked for.
void Report::expectTwins(const CaseNotes& notes) {
  std::unordered_set<std::string> keys;
  std::unordered_set<std::string_view> ids;
  for (const auto& expected : expected_) {
    ids.insert(*expected.id);
    if (needsNote(*expected.id)) keys.insert(keyOf(expected.name));
  }
  if (keys.empty()) return;
  for (const auto& [id, text] : notes) {
    if (ids.contains(id) || !keys.contains(keyOf(CaseNote::read(text).name))) continue;
    expect(id, &notes);
    expected_.back().isAsked = false;
  }
}

void Report::opened(const XmlElement& element) {
  begun_ = true;
  if (running_) {
    running_->checks.opened(element);
  } else if (element.name == "TestCase") {
    caseOpened(element);
  } else if (element.name == "Expression" || element.name == "Section") {
    takeover_.wentOn();
  }
}

/// Cases come in the order in which they are declared, which is that of the list.
Report::Expected* Report::find(const XmlElement& element) {
  while (next_ < expected_.size() && expected_[next_].started) ++next_;
  const auto name = element.attribute("name");
  const auto line = element.attribute("line");
  const auto found = std::find_if(expected_.begin() + static_cast<std::ptrdiff_t>(next_),
                                  expected_.end(), [&](const Expected& one) {
                                    return !one.started && (one.line.empty() || one.line == line) &&
                                           isShownAs(one.name, name);
                                  });
  return found == expected_.end() ? nullptr : &*found;
}

/// The case, if it has begun before in the same run of the program's cases; null if it has not.
const Report::Expected* Report::findStarted(const XmlElement& element) const {
  const auto name = element.attribute("name");
  const auto line = element.attribute("line");
  const auto found = std::find_if(expected_.begin(), expected_.end(), [&](const Expected& one) {
    return one.started && one.document == documents_.begun() &&
           (one.line.empty() || one.line == line) && isShownAs(one.name, name);
  });
  return found == expected_.end() ? nullptr : &*found;
}

void Report::caseOpened(const XmlElement& element) {
  auto* found = find(element);
  if (found != nullptr) {
    found->started = true;
    found->document = documents_.begun();
    found->behind = takeover_.caseBegan();
  } else if (const auto* before = findStarted(element)) {
    takeover_.beganAgain(before->behind);
  }
  auto* asked = found != nullptr && found->isAsked ? found : nullptr;
  running_.emplace(Running{found != nullptr ? *found->id : element.attribute("name"), asked,
                           element.attribute("tags")});
  if (asked != nullptr) listener_.caseStarted(*asked->id);
}

void Report::closed(const XmlElement& element) {
  if (!running_) return;
  if (element.name == "TestCase") return caseClosed();
  if (element.name == "OverallResult") {
    running_->failed = element.attribute("success") == "false";
    running_->seconds = numberIn<double>(element.attribute("durationInSeconds"));
    // Older ones of version 3 know no skips.
    const auto skips = element.attribute("skips");
    running_->skipped = !skips.empty() && skips != "0";
    documents_.mayGoOn();
  } else if (element.name == "StdOut") {
    running_->out = element.text;
  } else if (element.name == "StdErr") {
    running_->err = element.text;
  } else if (element.name == "Warning") {
    // It is told when it is made, and belongs to no check.
    if (running_->asked != nullptr)
      listener_.output(1, fmt::format("warning: {}\n", trimmed(element.text)));
  } else {
    running_->checks.closed(element);
    if (running_->checks.fatal()) documents_.crashTold();
  }
}

/// The signal has not ended the case, but a child of it; or the child has come back out of it.
void Report::resumed() {
  if (!running_) {
    takeover_.wentOn();
    auto left = std::exchange(left_, std::nullopt);
    if (!left) return;
    running_ = std::move(left->running);
    failed_ = left->failed;
    allSkipped_ = left->allSkipped;
    return listener_.caseResumed(*running_->asked->id);
  }
  const auto text = running_->checks.takeFatal();
  if (running_->asked != nullptr)
    listener_.output(1, fmt::format("in a child process: {}\n", text));
}

void Report::caseClosed() {
  const auto running = *std::exchange(running_, std::nullopt);
  takeover_.caseEnded(running.asked != nullptr ? *running.asked->id : std::string());
  if (alone_ && running.asked != nullptr) left_ = Left{running, failed_, allSkipped_};
  auto report = reportOf(resultOf(running));
  report.seconds = running.seconds;
  failed_ = failed_ || running.failed;
  allSkipped_ = allSkipped_ && report.results.front().kind == CaseResult::Kind::skip;
  if (running.asked == nullptr) return;
  for (const auto& [fd, text] :
       {std::pair(1, trimmed(running.out)), std::pair(2, trimmed(running.err))}) {
    if (!text.empty()) listener_.output(fd, fmt::format("{}\n", text));
  }
  listener_.caseFinished(*running.asked->id, {std::move(report)});
}

CaseResult Report::resultOf(const Running& running) {
  const auto& failures = running.checks.failures();
  const bool shouldFail = hasTag(running.tags, "!shouldfail");
  if (running.failed) {
    if (!failures.empty())
      return running.checks.threw() ? programError(failures) : programFailure(failures);
    return programFailure(shouldFail ? "it passed, but its tag [!shouldfail] says that it fails"
                                     : "the program says that it failed, without a failed check");
  }
  // Else the check was another process's, which the case had made.
  if (!failures.empty() && (shouldFail || hasTag(running.tags, "!mayfail"))) {
    return expectedFailureResult(Failure(ProgramFailure(failures)),
                                 makeTodo(shouldFail ? "[!shouldfail]" : "[!mayfail]"));
  }
  if (running.skipped) return skipResult(running.checks.skips());
  return successResult();
}

// --- the end ---

void Report::ended(const ProcessEnd& end) {
  constexpr std::array caught = {SIGILL, SIGFPE, SIGSEGV, SIGTERM, SIGABRT};
  unreported_ = running_ && !documents_.inCrash() &&
                std::find(caught.begin(), caught.end(), end.signal) != caught.end();
}

bool Report::explains(const ProcessEnd& end) const {
  return (end.signal == 0 && failed_) || (end == ProcessEnd{allSkippedStatus} && allSkipped_);
}

const std::string* Report::inProgress() const { return running_ ? &running_->name : nullptr; }

std::string Report::detailsSoFar() const {
  auto details = running_ ? running_->checks.failures() : std::string();
  if (running_ && running_->asked == nullptr)
    addLines(details, "it was not asked for, but Catch2 takes its name for that of one that was");
  if (const auto error = documents_.error(); !error.empty())
    addLines(details, fmt::format("its report cannot be read any further: {}", error));
  if (unreported_) {
    addLines(details,
             "Catch2 did not report the signal, as when it crashes itself because a case has "
             "called exit()");
  }
  return details;
}

}  // namespace trial::frameworks::catch2
