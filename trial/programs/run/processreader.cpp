#include <trial/programs/run/processreader.hpp>

#include <algorithm>
#include <csignal>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/trysignal.hpp>
#include <trial/limits/processstate.hpp>
#include <trial/limits/toldlimit.hpp>

namespace trial::frameworks {

namespace {

// Seconds between two looks at what the program reports.
constexpr double reportEvery = 0.001;

}  // namespace

ProcessReader::ProcessReader(reactor::IReactorTime& clock, std::weak_ptr<IProcessListener> listener,
                             CaseLimit limit)
    : clock_(clock), listener_(std::move(listener)), limit_(std::move(limit)) {}

ProcessReader::~ProcessReader() {
  stopReading();
  stopLooking();
}

void ProcessReader::begin(ProgramPtr program, std::vector<std::string> cases) {
  program_ = std::move(program);
  cases_ = std::move(cases);
  // A leak is told by the number of the process, which no text of a case has by chance.
  if (const auto pid = transport ? transport->pid() : std::nullopt)
    leakMark_ = fmt::format("=={}==ERROR: LeakSanitizer:", *pid);
  parser_ = program_->framework->progress(calleeOf(*program_), cases_, *this);
  if (limit_.timeout) lookLater();
}

void ProcessReader::abandon() noexcept {
  listener_.reset();
  stopReading();
  stopLooking();
  termination_.cancel();
  reactor::trySignal(transport, SIGKILL);
}

// --- bytes ---

void ProcessReader::childDataReceived(int childFD, std::string_view data) {
  const auto listener = listener_.lock();
  if (!listener || !parser_) return;
  const auto self = shared_from_this();
  if (childFD == 2) lookForLeaks(data);
  if (parser_->reads(childFD)) return reportCame(childFD, data);
  if (childFD == 2) {
    auto text = std::exchange(begunVerdict_, {});
    text += data;
    const auto rest = parser_->takeVerdicts(text);
    begunVerdict_ = text.substr(text.size() - rest);
    text.resize(text.size() - rest);
    written(2, text);
  } else {
    written(childFD, data);
  }
  listener->wasRead();
}

void ProcessReader::written(int fd, std::string_view data) {
  if (data.empty()) return;
  output_.add(fd, data);
  if (const auto listener = listener_.lock()) listener->output(fd, data);
}

void ProcessReader::lookForLeaks(std::string_view err) {
  if (leakMark_.empty() || leaks_) return;
  errTail_ += err;
  leaks_ = errTail_.find(leakMark_) != std::string::npos;
  const auto kept = std::min(errTail_.size(), leakMark_.size() - 1);
  errTail_.erase(0, errTail_.size() - kept);
}

void ProcessReader::reportCame(int fd, std::string_view data) {
  if (overdue_) return;
  if (!report_.empty() && report_.back().first == fd) {
    report_.back().second += data;
  } else {
    report_.emplace_back(fd, data);
  }
  // Nothing more is taken from this pipe until this was read, and what is ready on the others is
  // read first.
  if (transport) transport->pauseProducing(fd);
  if (reading_ && reading_->active()) return;
  output_.reportCame();
  const auto weak = weak_from_this();
  reading_ = clock_.callLater(reportEvery, [weak] {
    if (const auto self = weak.lock()) self->readReport();
  });
}

void ProcessReader::readReport() {
  stopReading();
  const auto report = std::exchange(report_, {});
  if (transport) {
    for (const auto& [fd, data] : report) transport->resumeProducing(fd);
  }
  const auto listener = listener_.lock();
  if (!listener) return;
  resumed_ = false;
  if (parser_->tellsChildren()) {
    listener->reading();
    children_.look(transport ? transport->pid() : std::nullopt);
    maybeOfChild_ = children_.any();
    parser_->mayBeOfChild(maybeOfChild_);
  }
  const auto steps = parser_->steps();
  for (const auto& [fd, data] : report) parser_->received(fd, data);
  // When no child is left, it is the process itself that goes on.
  if (!children_.live() && !resumed_ && parser_->steps() != steps && !parser_->complete())
    listener->endsConfirmed();
  listener->wasRead();
}

void ProcessReader::stopReading() { reactor::cancelCall(reading_); }

void ProcessReader::childConnectionLost(int childFD) {
  const auto pid = transport ? transport->pid() : std::nullopt;
  if (!parser_ || !pid || !parser_->reads(childFD) || !parser_->tellsCases(childFD) ||
      !limits::runsProgram(*pid))
    return;
  // All that came by this descriptor was parsed: it is not read while something waits for that.
  auto in = nameOfCase();
  const bool isFirst = !closed_ || closed_->in != in;
  closed_ = {isFirst ? childFD : std::min(closed_->fd, childFD), std::move(in)};
}

std::optional<int> ProcessReader::closed() const {
  return closed_ && closed_->in == nameOfCase() ? std::optional(closed_->fd) : std::nullopt;
}

std::string ProcessReader::nameOfCase() const {
  const auto* running = parser_->inProgress();
  return running == nullptr ? std::string() : *running;
}

void ProcessReader::processEnded(reactor::Failure reason) {
  const auto self = shared_from_this();
  stopLooking();
  termination_.cancel();
  transport.reset();
  written(2, std::exchange(begunVerdict_, {}));
  readReport();
  const auto listener = listener_.lock();
  if (!listener) return;
  auto end = processEnd(reason);
  end.overdue = overdue_.has_value();
  parser_->ended(end);
  listener->processOver(end);
}

void ProcessReader::takeBack(const std::string& id) {
  takenBack_ = true;
  failures_.takeBack(id);
}

bool ProcessReader::anyToldFailed() const { return parserExplains({}) || failures_.any(*program_); }

/// The parser judges by all that it has read, so it is not asked once some results were dropped.
bool ProcessReader::parserExplains(const ProcessEnd& end) const {
  return !takenBack_ && parser_->explains(end);
}

/// What the process itself says in the end counts more than what cases have reported; but if it
/// says that something failed, that must have been told.
bool ProcessReader::explains(const ProcessEnd& end) const {
  if (parser_->cutShort()) return false;
  const auto said = verdict(end);
  if (said && *said) return !leaks_ && end.signal == 0 && anyToldFailed();
  if (end == ProcessEnd{}) return true;
  if (leaks_) return false;
  if (parserExplains(end)) return true;
  if (end.signal != 0) return false;
  return parser_->verdicts().passed ? failures_.certain() : anyToldFailed();
}

std::optional<bool> ProcessReader::verdict(const ProcessEnd& end) const {
  const auto said = parser_->verdicts();
  if (said.passed && end.status == 0 && end.signal == 0) return false;
  return said.failed ? std::optional(true) : std::nullopt;
}

bool ProcessReader::nothingFailed(const ProcessEnd& end) const {
  return verdict(end) == std::optional(false) && !parser_->verdicts().failed;
}

// --- time ---

/// Whether the program's own limit of a stage counts, which is looked after by the program itself
/// as long as the stage does not block.
bool ProcessReader::stageIsShorter() const {
  return inCase_ && stageLimit_ && (!limit_.timeout || *stageLimit_ < *limit_.timeout);
}

std::optional<double> ProcessReader::limit() const {
  if (!stageIsShorter()) return limit_.timeout;
  const double told = *stageLimit_ + limits::toldSlack(*stageLimit_);
  return limit_.timeout ? std::min(told, *limit_.timeout) : told;
}

void ProcessReader::lookLater() {
  const auto weak = weak_from_this();
  looking_ = clock_.callLater(limits::lookEvery(limit_.timeout), [weak] {
    if (const auto self = weak.lock()) self->look();
  });
}

void ProcessReader::look() {
  const auto pid = transport ? transport->pid() : std::nullopt;
  if (!pid) return;
  const auto delays = [pid] { return limits::runDelaysOf(*pid); };
  if (!timeLimit_.overdue({part_, limit()}, clock_.seconds(), delays)) return lookLater();
  const auto weak = weak_from_this();
  takingStacks_ = limit_.stacks(*pid);
  takingStacks_.addCallbacks(
      [weak, part = part_](const std::string& stacks) {
        if (const auto self = weak.lock()) self->endOverdue(part, stacks);
      },
      [](const reactor::Failure&) {});  // it was cancelled
}

/// Unless the case has come to its end while its stacks were taken.
void ProcessReader::endOverdue(std::uint64_t part, const std::string& stacks) {
  if (!transport) return;
  if (part != part_) return lookLater();
  overdue_ = stageIsShorter() ? stageLimit_ : limit_.timeout;
  stacks_ = stacks;
  termination_ = reactor::Termination(clock_, 0, limit_.grace, [this](std::string_view signal) {
    reactor::trySignal(transport, signal);
  });
}

void ProcessReader::stopLooking() noexcept {
  reactor::cancelCall(looking_);
  if (const auto taking = std::exchange(takingStacks_, reactor::Deferred<std::string>(nullptr));
      taking && !taking.called()) {
    taking.cancel();
  }
}

// --- what the parser makes of them ---

void ProcessReader::caseStarted(const std::string& id) {
  anyStarted_ = inCase_ = true;
  stageLimit_.reset();
  ++part_;
  output_.caseBegan();
  if (const auto listener = listener_.lock()) listener->caseStarted(id);
}

void ProcessReader::caseFinished(const std::string& id, ReportedCase&& reported) {
  inCase_ = false;
  ++part_;
  reported.maybeOfChild = maybeOfChild_;
  failures_.add(id, reported);
  if (const auto listener = listener_.lock())
    listener->caseFinished(id, std::move(reported), output_.ofCase());
}

void ProcessReader::stageBegan(std::optional<double> limit) {
  ++part_;
  stageLimit_ = limit;
  if (limit && (!looking_ || !looking_->active()) && !takingStacks_) lookLater();
}

void ProcessReader::outsideError(const std::string& place, std::string details) {
  failures_.addOther();
  if (const auto listener = listener_.lock())
    listener->outsideError(place, std::move(details), output_.ofCase());
}

void ProcessReader::uncalledFailed(const std::string& id, const std::string& details) {
  if (const auto listener = listener_.lock()) listener->uncalledFailed(id, details);
}

void ProcessReader::caseResumed(const std::string& id) {
  resumed_ = inCase_ = true;
  ++part_;
  failures_.takeBack(id);
  if (const auto listener = listener_.lock()) listener->caseResumed(id);
}

void ProcessReader::programError(std::string details) {
  failures_.addProgramError();
  if (const auto listener = listener_.lock()) listener->programError(std::move(details));
}

void ProcessReader::output(int fd, std::string_view data) {
  output_.addInReport(fd, data);
  if (const auto listener = listener_.lock()) listener->output(fd, data);
}

}  // namespace trial::frameworks
