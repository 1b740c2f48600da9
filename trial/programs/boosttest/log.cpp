#include <trial/programs/boosttest/log.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/boosttest/loglines.hpp>
#include <trial/programs/boosttest/names.hpp>
#include <trial/programs/boosttest/verdict.hpp>
#include <trial/programs/common/limits.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

bool inside(const std::string& suite, std::string_view id) {
  return suite.empty() ||
         (id.size() > suite.size() && id[suite.size()] == '/' && id.starts_with(suite));
}

}  // namespace

BoostTestLog::BoostTestLog(std::span<const std::string> cases, IProgress& listener)
    : cases_(cases), listener_(listener) {
  states_.reserve(cases.size());
  for (const auto& id : cases) {
    states_.emplace(id, State::waiting);
    const auto newlines = std::count(id.begin(), id.end(), '\\');
    mostLines_ = std::max(mostLines_, 1 + static_cast<std::ptrdiff_t>(newlines));
    mayRunOthers_ = mayRunOthers_ || !boosttest::isExact(id);
  }
}

void BoostTestLog::received(int fd, std::string_view data) {
  if (fd != reportFD) return;
  lines_.add(data, [this](std::string_view line) { lineReceived(line); });
}

void BoostTestLog::lineReceived(std::string_view line) {
  if (!left_.empty() && resume(line)) return;
  if (held_.empty()) {
    if (event(line)) return;
    if (!mayGoOn(line)) return ordinary(line);
    held_ = line;
    return;
  }
  held_ += '\n';
  held_ += line;
  if (event(held_)) return held_.clear();
  if (held_.size() <= mostDetails && mayGoOn(held_)) return;
  // The first of the lines is no event, the others may be one.
  const auto held = std::exchange(held_, {});
  const auto newline = held.find('\n');
  ordinary(std::string_view(held).substr(0, newline));
  auto rest = std::string_view(held).substr(newline + 1);
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    lineReceived(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  lineReceived(rest);
}

/// Whether the text, one line unless a name has newlines, says that a unit begins, ends or is
/// skipped; then that is done.
bool BoostTestLog::event(std::string_view text) {
  if (leave(text)) return true;
  // In a case there is nothing to enter or to skip: such lines are in its messages.
  if (inProgress() != nullptr) return false;
  const auto split = boosttest::placeOf(text).size();
  return enter(text.substr(0, split), text.substr(split)) || enter({}, text) ||
         skip(text.substr(split));
}

/// Whether the text may be the beginning of such an event, up to a newline in a name.
bool BoostTestLog::mayGoOn(std::string_view text) const {
  if (open_.empty()) return false;
  const auto& leaving = open_.back().leaving;
  if (leaving.size() > text.size() && leaving[text.size()] == '\n' && leaving.starts_with(text))
    return true;
  if (inProgress() != nullptr || std::count(text.begin(), text.end(), '\n') + 1 >= mostLines_)
    return false;
  const auto unit = text.substr(boosttest::placeOf(text).size());
  for (const std::string_view start :
       {"Entering test suite \"", "Entering test case \"", "Test suite \"", "Test case \""}) {
    if (unit.starts_with(start)) return true;
  }
  return false;
}

/// Whether the name is rather the first line of one that was asked for: `a"` and a newline are in
/// that.
bool BoostTestLog::isCutOff(const std::string& name) const {
  if (mostLines_ == 1 || states_.contains(boosttest::idOf(name))) return false;
  const auto start = boosttest::idOf(name + "\"\n");
  return std::any_of(cases_.begin(), cases_.end(),
                     [&start](const auto& id) { return id.starts_with(start); });
}

/// A line of a message, or of what is of no interest here.
void BoostTestLog::ordinary(std::string_view line) {
  if (!open_.empty()) message(line, line.substr(boosttest::placeOf(line).size()));
}

bool BoostTestLog::leave(std::string_view line) {
  if (open_.empty()) return false;
  const auto rest = boosttest::after(line, open_.back().leaving);
  if (!rest) return false;
  const auto seconds = boosttest::testingTime(*rest);
  if (!seconds) return false;
  if (!mayBeOfChild_) forgetLeft();
  if (mayBeOfChild_ && open_.back().kind == Kind::testCase) noteLeft();
  ++steps_;
  const Unit unit = std::move(open_.back());
  open_.pop_back();
  if (unit.kind == Kind::testCase) {
    caseLeft(unit, *seconds);
  } else {
    suiteLeft(unit);
  }
  return true;
}

bool BoostTestLog::enter(std::string_view place, std::string_view text) {
  const auto unit = boosttest::after(text, "Entering test ");
  if (!unit) return false;
  Kind kind = Kind::module;
  auto quoted = boosttest::after(*unit, "module ");
  if (const auto suite = boosttest::after(*unit, "suite ")) {
    kind = Kind::suite;
    quoted = suite;
  } else if (const auto testCase = boosttest::after(*unit, "case ")) {
    kind = Kind::testCase;
    quoted = testCase;
  }
  const auto name = quoted ? boosttest::unquoted(*quoted) : std::nullopt;
  // The module is outermost, and all else is inside it.
  if (!name || (kind == Kind::module) != open_.empty() || (kind == Kind::module && begun_))
    return false;
  Unit entered;
  entered.kind = kind;
  entered.leaving = fmt::format("{}Leaving test {}", place, *unit);
  if (kind == Kind::module) {
    begun_ = true;
    module_ = boosttest::escapedName(*name);
  } else {
    entered.name = fmt::format("{}{}", open_.back().prefix(), *name);
    entered.id = boosttest::idOf(entered.name);
    if (isCutOff(entered.name)) return false;
  }
  ++steps_;
  const std::string id = entered.id;
  open_.push_back(std::move(entered));
  if (kind != Kind::testCase) return true;
  if (const auto found = states_.find(id);
      found != states_.end() && found->second == State::waiting) {
    found->second = State::started;
    listener_.caseStarted(id);
  }
  return true;
}

bool BoostTestLog::skip(std::string_view text) {
  constexpr std::string_view because = "\" is skipped because ";
  const auto testCase = boosttest::after(text, "Test case \"");
  const auto suite = boosttest::after(text, "Test suite \"");
  if (!testCase && !suite) return false;
  const auto unit = testCase ? *testCase : *suite;
  const auto end = unit.find(because);
  if (end == std::string_view::npos) return false;
  const std::string id = boosttest::idOf(unit.substr(0, end));
  const auto reason = unit.substr(end + because.size());
  // What was asked for is not disabled: the filters have not selected it.
  if (reason == "disabled" || mayRunAlone(reason)) return true;
  const bool timedOut = reason.starts_with("timeout for the test unit");
  const auto result = [&] {
    return timedOut ? programError(fmt::format("not run: {}", reason))
                    : skipResult(std::string(reason));
  };
  if (testCase) {
    if (states_.contains(id)) {
      finish(id, reportOf(result()));
      failed_ = failed_ || timedOut;
    }
  } else {
    failed_ = failed_ || timedOut;
    for (const auto& waiting : waitingIn(id)) finish(waiting, reportOf(result()));
  }
  return true;
}

/// Whether a unit that is skipped for this reason may run if nothing else is asked for: Boost.Test
/// does not enable the whole of a suite that it depends on when some cases of that are selected.
bool BoostTestLog::mayRunAlone(std::string_view reason) const {
  const auto dependency = boosttest::after(reason, "dependency test ");
  if (!dependency || cases_.size() == 1 || reason.ends_with("\" has failed")) return false;
  const auto quote = dependency->find('"');
  const auto end = dependency->rfind('"');
  if (quote == end || end == std::string_view::npos) return false;
  // If a case was skipped for good, so is what depends on it.
  const auto found = states_.find(boosttest::idOf(dependency->substr(quote + 1, end - quote - 1)));
  return found == states_.end() || found->second != State::finished;
}

void BoostTestLog::message(std::string_view line, std::string_view text) {
  auto& unit = open_.back();
  const bool placed = text.data() != line.data();
  const auto isError = [&](std::string_view start) {
    return placed && (unit.kind == Kind::testCase ? boosttest::isErrorOf(text, start, unit.name)
                                                  : text.starts_with(start));
  };
  std::string usual;  // has to stay as long as `line`
  const auto ofFramework = [&] { line = usual = boosttest::withUsualPlace(line); };
  if (isError("fatal error: in \"")) {
    unit.fatal = true;
    unit.exception = unit.exception || line.starts_with("unknown location(");
    unit.keeping = true;
    ofFramework();
  } else if (isError("error: in \"")) {
    ++unit.failedChecks;
    unit.keeping = true;
    ofFramework();
  } else if (placed && text.starts_with("last checkpoint")) {
    // Stands behind exceptions, and nothing else.
    unit.exception = unit.exception || unit.fatal;
    ofFramework();
  } else if ((placed && (text.starts_with("warning: in \"") || text.starts_with("info: "))) ||
             (line.starts_with("Test case ") && line.ends_with(" did not check any assertions"))) {
    unit.keeping = false;
  }
  if (unit.keeping) keep(line);
}

void BoostTestLog::keep(std::string_view line) {
  auto& details = open_.back().details;
  if (details.size() > mostDetails) return;
  if (!details.empty()) details += '\n';
  details += line;
  cutAt(details, mostDetails);
}

void BoostTestLog::finish(const std::string& id, CaseReport&& report, unsigned failedChecks) {
  const auto found = states_.find(id);
  if (found == states_.end() || found->second == State::finished) return;
  found->second = State::finished;
  if (!left_.empty()) finished_.push_back(id);
  listener_.caseFinished(
      id, {std::move(report), failedChecks == 0 ? std::string() : std::to_string(failedChecks)});
}

void BoostTestLog::caseLeft(const Unit& unit, double seconds) {
  const bool failed = unit.exception || unit.fatal || unit.failedChecks != 0;
  if (failed && !states_.contains(unit.id)) {
    failed_ = true;
    if (mayRunOthers_) listener_.uncalledFailed(unit.id, unit.details);
  }
  auto report = reportOf(!failed          ? successResult()
                         : unit.exception ? programError(unit.details)
                                          : programFailure(unit.details));
  report.seconds = seconds;
  // So many failed checks may have been expected, which the list says.
  finish(unit.id, std::move(report), unit.exception || unit.fatal ? 0 : unit.failedChecks);
}

void BoostTestLog::suiteLeft(const Unit& unit) {
  if (!unit.fatal && unit.failedChecks == 0) return;
  failed_ = true;
  // Cases that were not reported did not run because of it: the framework leaves a suite whose
  // set-up failed without a word on its cases.
  const auto waiting = waitingIn(unit.id);
  if (waiting.empty()) {
    listener_.outsideError(unit.id, unit.details);
    return;
  }
  const auto what =
      unit.kind == Kind::module ? std::string("the program") : fmt::format("suite \"{}\"", unit.id);
  for (const auto& id : waiting) {
    finish(id, reportOf(programError(fmt::format("not run, because the set-up of {} failed:\n{}",
                                                 what, unit.details))));
  }
}

std::vector<std::string> BoostTestLog::waitingIn(const std::string& suite) const {
  std::vector<std::string> waiting;
  for (const auto& id : cases_) {
    if (inside(suite, id) && states_.at(id) == State::waiting) waiting.push_back(id);
  }
  return waiting;
}

std::string BoostTestLog::place() const {
  const auto suite = std::find_if(open_.rbegin(), open_.rend(),
                                  [](const Unit& unit) { return unit.kind != Kind::testCase; });
  return suite == open_.rend() ? std::string() : suite->id;
}

bool BoostTestLog::insidePlace(const std::string& id) const { return inside(place(), id); }

}  // namespace trial::frameworks
