#include <trial/programs/googletest/output.hpp>

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include <trial/programs/failures.hpp>
#include <trial/programs/googletest/names.hpp>

namespace trial::frameworks {

using googletest::failuresIn;
using googletest::secondsAtEnd;
using googletest::skipReasonIn;

namespace {

constexpr std::size_t mostSaid = std::size_t{1} << 20U;
constexpr std::size_t mostReport = std::size_t{256} << 20U;
// A longer one is passed on in pieces.
constexpr std::size_t longestLine = std::size_t{64} << 10U;
constexpr int testFailure = 1;

std::vector<std::string> namesOf(const CaseNotes* notes, std::span<const std::string> cases) {
  std::vector<std::string> names;
  names.reserve(cases.size());
  for (const auto& id : cases) names.push_back(googletest::askingFor(id, notes).name);
  return names;
}

}  // namespace

GoogleTestOutput::GoogleTestOutput(const CaseNotes* notes, std::span<const std::string> cases,
                                   IProgress& listener)
    : listener_(listener), names_(namesOf(notes, cases)), stream_(names_, *this) {
  cases_.reserve(cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) cases_.emplace(names_[i], Case{&cases[i]});
}

void GoogleTestOutput::received(int fd, std::string_view data) {
  if (fd == 1) stream_.received(data);
  if (fd != reportFD) return;
  tooLong_ = tooLong_ || report_.size() + data.size() > mostReport;
  if (!tooLong_) report_ += data;
}

// --- text ---

/// It is looked at by lines.
void GoogleTestOutput::text(std::string_view data) {
  while (!data.empty()) {
    const auto newline = data.find('\n');
    if (newline == std::string_view::npos) {
      partial_ += data;
      if (partial_.size() > longestLine) endText();
      return;
    }
    partial_ += data.substr(0, newline + 1);
    endText();
    data.remove_prefix(newline + 1);
  }
}

void GoogleTestOutput::endText() {
  if (partial_.empty()) return;
  const auto line = std::exchange(partial_, {});
  lineSaid(line);
}

/// What stands before the first message is output; from there on it cannot be told apart from the
/// messages, and is kept with them.
void GoogleTestOutput::lineSaid(std::string_view line) {
  const auto bare = line.substr(0, line.size() - (line.ends_with('\n') ? 1 : 0));
  if (std::exchange(blankFollows_, false) && bare.empty()) return;
  if (inSummary_) {
    if (googletest::isSummary(bare)) return;
    inSummary_ = false;
  }
  if (said_.size() > mostSaid || (said_.empty() && !googletest::beginsMessage(bare)))
    return listener_.output(1, line);
  said_ += line;
}

/// What was kept turned out to be output.
void GoogleTestOutput::passOn() {
  if (!said_.empty()) listener_.output(1, std::exchange(said_, {}));
}

// --- events ---

void GoogleTestOutput::event(Mark mark, std::string_view line, std::string_view whole) {
  const bool ends = mark == Mark::ok || mark == Mark::failed || mark == Mark::skipped;
  if (const auto& name = stream_.name(); !name.empty()) {
    const auto rest = line.starts_with(name) ? line.substr(name.size()) : std::string_view();
    const bool itself = rest.starts_with(" (") || rest.starts_with(", where ");
    if (ends && itself && secondsAtEnd(rest)) return finish(mark, line);
    return text(whole);  // of a run inside of the case
  }
  endText();
  blankFollows_ = false;
  inSummary_ = complete_;
  if (mark == Mark::program) {
    programEvent(line);
  } else if (mark == Mark::run && begun_) {
    begin(line);
  } else if (mark == Mark::suite && begun_) {
    suiteEvent(line);
  }
}

/// "Running 2 tests from 1 test suite.", "2 tests from 1 test suite ran. (3 ms total)"
void GoogleTestOutput::programEvent(std::string_view line) {
  if (line.starts_with("Running ")) {
    passOn();
    begun_ = true;
    anySuite_ = tearsDown_ = false;
    beforeAll_ = {};
  } else if (begun_) {
    leaveSuite();
    if (anySuite_ && !beforeAll_.blamed) (void)noteFailures(beforeAll_.said);
    complete_ = inSummary_ = true;
  }
}

/// "2 tests from Suite", "2 tests from Suite, where TypeParam = int", "2 tests from Suite (0 ms
/// total)", or of the set-up and tear-down of all.
void GoogleTestOutput::suiteEvent(std::string_view line) {
  constexpr std::string_view from = " from ";
  const auto at = line.find(from);
  if (line.ends_with(" ms total)")) {
    leaveSuite();
    blankFollows_ = true;
    return;
  }
  tearsDown_ = at == std::string_view::npos && line.ends_with("tear-down");
  if (at == std::string_view::npos && !tearsDown_) return passOn();
  if (anySuite_) {
    leaveSuite();
  } else {
    // Of the environments. If no suite comes at all, this says why.
    beforeAll_ = {std::exchange(said_, {})};
  }
  if (tearsDown_) return;
  anySuite_ = true;
  anyInSuite_ = false;
  const auto name = line.substr(at + from.size());
  suite_ = name.substr(0, name.find(", where "));
}

void GoogleTestOutput::leaveSuite() {
  if (!beforeSuite_.blamed) (void)noteFailures(beforeSuite_.said);
  beforeSuite_ = {};
  if (noteFailures(said_)) {
    said_.clear();
  } else {
    passOn();
  }
  suite_.clear();
}

void GoogleTestOutput::begin(std::string_view name) {
  if (!std::exchange(anyInSuite_, true)) {
    beforeSuite_ = {said_};
    if (!failuresIn(said_).empty()) said_.clear();
  }
  passOn();
  stream_.setName(name);
  auto* const begun = find(name);
  current_ = begun != nullptr ? *begun->id : std::string(name);
  if (begun == nullptr || begun->state != State::waiting) return;
  begun->state = State::started;
  listener_.caseStarted(current_);
}

void GoogleTestOutput::finish(Mark mark, std::string_view line) {
  endText();
  const auto at = mark == Mark::ok        ? std::string::npos
                  : mark == Mark::skipped ? googletest::findSkip(said_)
                                          : googletest::findFailure(said_);
  const auto said = at == std::string::npos ? std::string() : said_.substr(at);
  said_.resize(said_.size() - said.size());
  passOn();
  auto report = mark == Mark::ok        ? reportOf(successResult())
                : mark == Mark::skipped ? reportOfSkipped(said)
                                        : reportOfFailed(failuresIn(said));
  report.seconds = secondsAtEnd(line);
  tellFinished(find(stream_.name()), std::move(report));
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
  if (finished == nullptr || finished->state != State::started) return;
  finished->state = failed ? State::failed : State::passed;
  listener_.caseFinished(*finished->id, {std::move(report)});
}

CaseReport GoogleTestOutput::reportOfFailed(const std::string& failures) {
  if (failures.empty()) return reportOf(programFailure("it failed, and no message was printed"));
  return reportOf(googletest::tellsException(failures) ? programError(failures)
                                                       : programFailure(failures));
}

/// When the set-up of its suite or of the program fails, the framework says of a case that it was
/// skipped, without a reason.
CaseReport GoogleTestOutput::reportOfSkipped(const std::string& said) {
  auto reason = skipReasonIn(said).value_or("");
  if (!reason.empty()) return reportOf(skipResult(std::move(reason)));
  for (auto* before : {&beforeSuite_, &beforeAll_}) {
    const auto failures = failuresIn(before->said);
    if (failures.empty()) continue;
    before->blamed = true;
    const auto what = before == &beforeAll_ ? std::string("the program's environment")
                                            : fmt::format("suite \"{}\"", suite_);
    return reportOf(
        programError(fmt::format("not run, because the set-up of {} failed:\n{}", what, failures)));
  }
  for (const auto* before : {&beforeSuite_, &beforeAll_}) {
    if (reason.empty()) reason = skipReasonIn(before->said).value_or("");
  }
  return reportOf(skipResult(std::move(reason)));
}

/// False if there is none. Those of a suite are told at once, of the case that ran last in it; the
/// others at the end, when the exit status has confirmed them.
bool GoogleTestOutput::noteFailures(const std::string& said) {
  auto failures = failuresIn(said);
  if (failures.empty()) return false;
  if (suite_.empty()) {
    addLines(outside_, failures);
  } else {
    failed_ = true;
    listener_.outsideError(suite_, std::move(failures));
  }
  return true;
}

// --- the end ---

void GoogleTestOutput::ended(const ProcessEnd& end) {
  stream_.ended();
  endText();
  useReports();
  if (complete_) {
    passOn();
    finishThoseLeftOut();
    tellOutside(end);
    return;
  }
  if (!outside_.empty()) listener_.outsideError({}, outside_);
  if (failuresIn(said_).empty()) passOn();
  const bool exited = end.signal == 0 && (end.status == 0 || end.status == testFailure);
  if (inProgress() != nullptr && exited)
    note_ = "It called exit, or closed stdout, on which GoogleTest reports.";
  if (tearsDown_ && end.signal == SIGABRT)
    note_ = "GoogleTest itself aborts here if a case has closed descriptor 3, for its report.";
}

void GoogleTestOutput::useReports() {
  if (tooLong_) return;
  auto records = googletest::readReports(report_);
  if (!records) return;
  begun_ = complete_ = true;
  for (auto& record : *records) useRecord(std::move(record));
  stream_.setName({});
  current_.clear();
  suite_.clear();
}

void GoogleTestOutput::useRecord(googletest::CaseRecord&& record) {
  const bool failed = !record.failures.empty();
  failed_ = failed_ || failed;
  auto* const known = find(record.name);
  if (known == nullptr || known->state == State::failed || !record.ran) return;
  if (known->state == State::passed) {
    if (failed)
      contradictions_.push_back(
          fmt::format("the report at the end says that {} failed, which was printed as passed:\n{}",
                      *known->id, record.failures));
    return;
  }
  if (known->state == State::waiting) {
    known->state = State::started;
    listener_.caseStarted(*known->id);
  } else {
    passOn();
  }
  auto report = failed           ? reportOfFailed(record.failures)
                : record.skipped ? reportOf(skipResult(std::move(record.skipReason)))
                                 : reportOf(successResult());
  report.seconds = record.seconds;
  tellFinished(known, std::move(report));
}

/// When an environment fails, versions before 1.11 leave out all cases without a word; when it
/// skips, all do.
void GoogleTestOutput::finishThoseLeftOut() {
  const auto reason = skipReasonIn(beforeAll_.said);
  if (anySuite_ || (!reason && failuresIn(beforeAll_.said).empty())) return;
  for (const auto& name : names_) {
    auto* const leftOut = find(name);
    if (leftOut->state != State::waiting) continue;
    leftOut->state = State::started;  // which nobody is told
    tellFinished(leftOut, reportOfSkipped(beforeAll_.said));
  }
  if (!beforeAll_.blamed) (void)noteFailures(beforeAll_.said);
}

void GoogleTestOutput::tellOutside(const ProcessEnd& end) {
  for (const auto& details : contradictions_) listener_.outsideError({}, details);
  if (end == ProcessEnd{}) {
    // What looked like a failure outside of a suite was somebody's text.
    if (!outside_.empty()) listener_.output(1, outside_ + '\n');
    return;
  }
  if (!outside_.empty()) listener_.outsideError({}, outside_);
}

bool GoogleTestOutput::explains(const ProcessEnd& end) const {
  return end.signal == 0 && (failed_ || !outside_.empty());
}

const std::string* GoogleTestOutput::inProgress() const {
  return stream_.name().empty() ? nullptr : &current_;
}

std::string GoogleTestOutput::detailsSoFar() const {
  auto details = failuresIn(said_);
  if (details.empty() && inProgress() == nullptr)
    details = failuresIn(beforeSuite_.said.empty() ? beforeAll_.said : beforeSuite_.said);
  addLines(details, note_);
  return details;
}

bool GoogleTestOutput::insidePlace(const std::string& id) const {
  return suite_.empty() ||
         (id.size() > suite_.size() && id.starts_with(suite_) && id[suite_.size()] == '.');
}

}  // namespace trial::frameworks
