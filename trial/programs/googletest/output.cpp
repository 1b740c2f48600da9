#include <trial/programs/googletest/output.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/failures.hpp>
#include <trial/programs/googletest/lines.hpp>
#include <trial/programs/googletest/names.hpp>

namespace trial::frameworks {

using googletest::failuresIn;
using googletest::secondsAtEnd;
using googletest::skipReasonIn;

namespace {

// It holds the results of the cases of one process, and is read as a whole. What is longer has a
// text without end in it.
constexpr std::size_t mostOfDocument = std::size_t{32} << 20U;

std::vector<std::string> namesOf(const CaseNotes* notes, std::span<const std::string> cases) {
  std::vector<std::string> names;
  names.reserve(cases.size());
  for (const auto& id : cases) names.push_back(googletest::askingFor(id, notes).name);
  return names;
}

}  // namespace

GoogleTestOutput::GoogleTestOutput(const CaseNotes* notes, std::span<const std::string> cases,
                                   IProgress& listener)
    : listener_(listener),
      names_(namesOf(notes, cases)),
      stream_(names_, *this),
      said_([this](std::string_view text) {
        tellStart();
        listener_.output(1, text);
      }) {
  cases_.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool inDoubt = googletest::askingFor(cases[i], notes).inDoubt;
    cases_.emplace(names_[i], Case{&cases[i], inDoubt});
  }
}

void GoogleTestOutput::received(int fd, std::string_view data) {
  if (fd == 1) stream_.received(data);
  if (fd != reportFD) return;
  tooLong_ = tooLong_ || report_.size() + data.size() > mostOfDocument;
  if (tooLong_) {
    report_ = {};
  } else {
    report_ += data;
  }
}

// --- events ---

void GoogleTestOutput::event(Mark mark, std::string_view line, std::string_view whole) {
  const bool ends = mark == Mark::ok || mark == Mark::failed || mark == Mark::skipped;
  if (const auto& name = stream_.name(); !name.empty()) {
    const auto rest = line.starts_with(name) ? line.substr(name.size()) : std::string_view();
    const bool itself = rest.starts_with(" (") || rest.starts_with(", where ");
    if (ends && itself && secondsAtEnd(rest)) return finish(mark, line);
    return said_.text(whole);  // of a run inside of the case
  }
  said_.endLine();
  said_.blankFollows(false);
  said_.summaryFollows(complete_);
  if (mark == Mark::program) {
    programEvent(line);
  } else if (mark == Mark::run && begun_) {
    begin(line);
  } else if (mark == Mark::suite && begun_) {
    suiteEvent(line);
  } else if (mark == Mark::failed && complete_) {
    outside_.summaryLine(line);
  }
}

/// "Running 2 tests from 1 test suite.", "2 tests from 1 test suite ran. (3 ms total)"
void GoogleTestOutput::programEvent(std::string_view line) {
  if (line.starts_with("Running ")) {
    said_.passOn();
    begun_ = true;
    anySuite_ = tearsDown_ = false;
    skipOfAll_.reset();
  } else if (begun_) {
    leaveSuite();
    complete_ = true;
    said_.summaryFollows(true);
  }
}

/// "2 tests from Suite", "2 tests from Suite, where TypeParam = int", "2 tests from Suite (0 ms
/// total)", or of the set-up and tear-down of all.
void GoogleTestOutput::suiteEvent(std::string_view line) {
  constexpr std::string_view from = " from ";
  const auto at = line.find(from);
  if (line.ends_with(" ms total)")) {
    leaveSuite();
    said_.blankFollows(true);
    return;
  }
  tearsDown_ = at == std::string_view::npos && line.ends_with("tear-down");
  if (at == std::string_view::npos && !tearsDown_) return said_.passOn();
  if (anySuite_) {
    leaveSuite();
  } else {
    // Of the environments. If no suite comes at all, this says why.
    skipOfAll_ = skipReasonIn(said_.kept());
    outside_.setUp({}, said_.take());
  }
  if (tearsDown_) return;
  anySuite_ = true;
  anyInSuite_ = false;
  skipOfSuite_.reset();
  const auto name = line.substr(at + from.size());
  suite_ = name.substr(0, name.find(", where "));
}

void GoogleTestOutput::leaveSuite() {
  if (!failuresIn(said_.kept()).empty()) {
    outside_.tornDown(suite_, said_.take());
  } else {
    said_.passOn();
  }
  suite_.clear();
}

void GoogleTestOutput::begin(std::string_view name) {
  if (!std::exchange(anyInSuite_, true)) {
    skipOfSuite_ = skipReasonIn(said_.kept());
    if (!failuresIn(said_.kept()).empty()) outside_.setUp(suite_, said_.take());
  }
  said_.passOn();
  stream_.setName(name);
  auto* const begun = find(name);
  current_ = begun != nullptr ? *begun->id : std::string(name);
  if (begun == nullptr || begun->state != State::waiting) return;
  begun->state = State::started;
  untold_ = begun;
  // If it is skipped without another word, the set-up may be the reason.
  if (!outside_.maySkip(suite_)) tellStart();
}

void GoogleTestOutput::tellStart() {
  if (const auto* begun = std::exchange(untold_, nullptr)) listener_.caseStarted(*begun->id);
}

void GoogleTestOutput::finish(Mark mark, std::string_view line) {
  said_.endLine();
  const auto at = mark == Mark::ok        ? std::string::npos
                  : mark == Mark::skipped ? googletest::findSkip(said_.kept())
                                          : googletest::findFailure(said_.kept());
  const auto said = said_.takeFrom(at);
  auto* const finished = find(stream_.name());
  auto reason = mark == Mark::skipped ? reasonOf(said) : std::string();
  auto report = mark == Mark::ok        ? reportOf(successResult())
                : mark == Mark::skipped ? reportOf(skipResult(reason))
                                        : reportOfFailed(failuresIn(said));
  report.seconds = secondsAtEnd(line);
  if (mark == Mark::skipped && untold_ != nullptr && skipReasonIn(said).value_or("").empty()) {
    finished->state = State::doubtful;
    doubts_.push_back({std::exchange(untold_, nullptr), suite_, std::move(report)});
  } else {
    tellStart();
    tellFinished(finished, std::move(report));
  }
  stream_.setName({});
  current_.clear();
}

GoogleTestOutput::Case* GoogleTestOutput::find(std::string_view name) {
  const auto found = cases_.find(name);
  return found == cases_.end() ? nullptr : &found->second;
}

/// `finished` is null for a case that was not asked for.
void GoogleTestOutput::tellFinished(Case* finished, CaseReport&& report) {
  const bool failed = !report.successful();
  failed_ = failed_ || failed;
  if (failed && finished == nullptr)
    listener_.uncalledFailed(stream_.name(), detailsOf(report.results.front()));
  if (finished == nullptr || finished->state != State::started) return;
  finished->state = failed ? State::failed : State::passed;
  lastTold_ = *finished->id;
  listener_.caseFinished(*finished->id, {std::move(report)});
}

CaseReport GoogleTestOutput::reportOfFailed(const std::string& failures) {
  if (failures.empty()) return reportOf(programFailure("it failed, and no message was printed"));
  return reportOf(googletest::tellsException(failures) ? programError(failures)
                                                       : programFailure(failures));
}

/// A suite's reason, or that of an environment, is not printed for each case.
std::string GoogleTestOutput::reasonOf(const std::string& said) const {
  auto reason = skipReasonIn(said).value_or("");
  if (reason.empty()) reason = skipOfSuite_.value_or("");
  if (reason.empty()) reason = skipOfAll_.value_or("");
  return reason;
}

CaseReport GoogleTestOutput::reportOfUnready(Place& place) {
  place.blamed = true;
  const auto what = place.suite.empty() ? std::string("the program's environment")
                                        : fmt::format("suite \"{}\"", place.suite);
  return reportOf(programError(
      fmt::format("not run, because the set-up of {} failed:\n{}", what, failuresIn(place.said))));
}

bool GoogleTestOutput::explains(const ProcessEnd& end) const { return end.signal == 0 && failed_; }

const std::string* GoogleTestOutput::inProgress() const {
  return stream_.name().empty() ? nullptr : &current_;
}

std::string GoogleTestOutput::detailsSoFar() const {
  auto details = failuresIn(said_.kept());
  addLines(details, note_);
  return details;
}

bool GoogleTestOutput::insidePlace(const std::string& id) const {
  return suite_.empty() || googletest::isInside(id, suite_);
}

}  // namespace trial::frameworks
