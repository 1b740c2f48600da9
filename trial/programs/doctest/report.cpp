#include <trial/programs/doctest/report.hpp>

#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/doctest/verdict.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

DoctestReport::DoctestReport(const Callee& program, std::span<const std::string> cases,
                             IProgress& listener)
    : XmlReport("doctest", cases.size()), listener_(listener) {
  for (const auto& id : cases) {
    const auto text = program.notes->find(id);
    if (text == program.notes->end()) continue;
    const auto note = noteOf(text->second);
    waiting_[note.place].emplace(note.position, id);
    oldVersion_ = oldVersion_ || note.maybeSkipped;
  }
}

// --- elements ---

void DoctestReport::opened(const XmlElement& element) {
  if (element.name == "TestSuite") {
    suite_ = element.attribute("name");
  } else if (element.name == "TestCase") {
    begin(element);
  } else if (element.name == "SubCase") {
    subcases_.push_back(element.attribute("name"));
  } else if (DoctestCheck::isOne(element)) {
    check_.emplace(element);
  }
}

void DoctestReport::closed(const XmlElement& element) {
  if (DoctestCheck::isOne(element)) {
    if (check_) checked(*check_);
    check_.reset();
  } else if (check_) {
    check_->add(element);
  } else if (element.name == "Exception") {
    thrown(element);
  } else if (element.name == "SubCase") {
    if (!subcases_.empty()) subcases_.pop_back();
  } else if (element.name == "OverallResultsAsserts") {
    // They are told of the whole run, too.
    if (!case_) return;
    case_->result = element;
    documents_.mayGoOn();
  } else if (element.name == "TestCase") {
    if (case_) finish();
  }
}

DoctestPlace DoctestReport::placeOf(const XmlElement& testCase) const {
  return {documents_.begun(), suite_, testCase.attribute("name"), testCase.attribute("filename"),
          wholeNumber(testCase.attribute("line"))};
}

/// The case that an element is of, if it was asked for and has not begun.
std::optional<std::string> DoctestReport::take(const XmlElement& testCase) {
  const auto alike = waiting_.find(placeOf(testCase));
  if (alike == waiting_.end() || alike->second.empty()) return std::nullopt;
  return std::move(alike->second.extract(alike->second.begin()).mapped());
}

void DoctestReport::begin(const XmlElement& element) {
  if (element.attribute("skipped") == "true") {
    // So an old version says that a case is decorated with `skip()`.
    const auto id = oldVersion_ ? take(element) : std::nullopt;
    if (id) listener_.caseFinished(*id, {reportOf(skipResult("skip"))});
    return;
  }
  const auto id = take(element);
  if (id) {
    begun_[placeOf(element)] = takeover_.caseBegan();
  } else if (const auto before = begun_.find(placeOf(element)); before != begun_.end()) {
    takeover_.beganAgain(before->second);
  }
  const auto other = [&] {
    return fmt::format("{}/{} (not asked for)", suite_, element.attribute("name"));
  };
  case_ = Case{id ? *id : other(), id.has_value(), element};
  subcases_.clear();
  if (id) listener_.caseStarted(*id);
}

void DoctestReport::finish() {
  const auto ended = *std::exchange(case_, std::nullopt);
  takeover_.caseEnded(ended.asked ? ended.id : std::string());
  if (alone_ && ended.asked) left_ = Left{ended, failed_};
  auto report = doctestVerdict({.testCase = ended.element,
                                .result = ended.result.value_or(XmlElement()),
                                .details = ended.details,
                                .exception = ended.exception});
  failed_ = failed_ || !report.successful();
  if (ended.asked) listener_.caseFinished(ended.id, {std::move(report)});
}

// --- what a case says ---

void DoctestReport::checked(const DoctestCheck& check) {
  if (check.holds()) return;
  if (!case_) {
    // A program's listener of events may check, too.
    if (check.failed()) listener_.outsideError({}, check.text());
    return;
  }
  if (!check.failed()) {
    if (case_->asked) listener_.output(1, check.text() + '\n');
    return;
  }
  keep(check.text(), subcases());
}

void DoctestReport::thrown(const XmlElement& element) {
  const auto text = withoutMargin(element.text);
  if (!case_) {
    listener_.outsideError({}, fmt::format("threw: {}", text));
    return;
  }
  const bool crashed = element.attribute("crash") == "true";
  // While an exception leaves subcases, the framework cannot say which one it is.
  if (!crashed && !subcases_.empty()) {
    if (case_->thrownIn.empty()) case_->thrownIn = subcases();
    return;
  }
  const auto told =
      fmt::format("{}{}: {}", doctestPlaceOf(case_->element), crashed ? "crashed" : "threw", text);
  if (crashed) {
    // What the framework reports from here on is not what becomes of the case.
    crash_ = told;
    return documents_.crashTold();
  }
  keep(told, std::exchange(case_->thrownIn, {}));
  case_->exception = true;
}

/// The case has not crashed, but a child of it; or the child has come back out of it.
void DoctestReport::resumed() {
  if (!case_) {
    takeover_.wentOn();
    auto left = std::exchange(left_, std::nullopt);
    if (!left) return;
    case_ = std::move(left->ended);
    failed_ = left->failed;
    return listener_.caseResumed(case_->id);
  }
  if (case_ && case_->asked) listener_.output(1, fmt::format("in a child process: {}\n", crash_));
}

void DoctestReport::keep(std::string_view text, const std::string& subcases) {
  auto& details = case_->details;
  if (details.size() > mostDetails) return;
  if (subcases != case_->toldOf) {
    addLines(details, subcases.empty() ? "outside of subcases:" : subcases);
    case_->toldOf = subcases;
  }
  addLines(details, text);
  cutAt(details, mostDetails);
}

/// `in subcase "adding", "twice":`, or nothing.
std::string DoctestReport::subcases() const {
  std::string text;
  for (const auto& name : subcases_)
    text += fmt::format("{}\"{}\"", text.empty() ? "in subcase " : ", ", name);
  return text.empty() ? text : text + ':';
}

// --- the end ---

std::string DoctestReport::detailsSoFar() const {
  auto details = case_ ? case_->details : std::string();
  if (documents_.inCrash()) {
    const auto where = subcases();
    if (case_ && where != case_->toldOf) addLines(details, where);
    addLines(details, crash_);
  }
  if (const auto error = documents_.error(); !error.empty() && !documents_.inCrash())
    addLines(details, fmt::format("its report cannot be read: {}", error));
  return details;
}

}  // namespace trial::frameworks
