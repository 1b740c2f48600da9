#include <trial/programs/programrun.hpp>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <deque>
#include <exception>
#include <span>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <reactor/protocol.hpp>
#include <trial/programs/programlist.hpp>
#include <trial/programs/said.hpp>

namespace trial::frameworks {

using reactor::Deferred;

namespace {

// What is kept of what a program writes, in bytes: the end of it.
constexpr std::size_t mostKept = std::size_t{64} << 10U;

// Seconds between two looks at what the program reports.
constexpr double reportEvery = 0.001;

/// What a case or a process is told of, until the listener may hear it.
struct Event {
  std::string id;
  bool isEnd = false;
  CaseResult result = {};
};

/// What is known beside the bare fact that the program has ended.
std::string behindColon(const std::string& details) {
  return details.empty() ? std::string() : ":\n" + details;
}

void addLines(std::string& text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += '\n';
  text += more;
}

}  // namespace

/// Owned by the run and by the process that it watches. Without a listener it only waits for the
/// process's end.
class ProgramRun::Core final : public IProgress, public std::enable_shared_from_this<Core> {
 public:
  Core(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock, ProgramPtr program,
       std::vector<std::string> cases, IProgramListener& listener, ProgramRunOptions options)
      : spawner_(spawner),
        clock_(clock),
        program_(std::move(program)),
        waiting_(std::move(cases)),
        listener_(&listener),
        options_(options) {}

  Deferred<void> start() {
    const std::weak_ptr<Core> weak = weak_from_this();
    done_ = Deferred<void>([weak](const Deferred<void>&) {
      if (const auto core = weak.lock()) core->abandon();
    });
    const auto done = done_;
    next();
    return done;
  }

  void abandon();

  // What the parser says; nobody else hears of it before the parser has returned.
  void caseStarted(const std::string& id) override;
  void caseFinished(const std::string& id, CaseResult result) override;
  void outsideError(const std::string& place, std::string details) override;

 private:
  class Protocol;

  void next();
  bool launch();
  void received(int fd, std::string_view data);
  void forget(std::size_t size);
  void readReport();
  void ended(const ProcessEnd& end);
  void judge(const std::string& how);
  void judgeOutside(const std::string& how, const std::vector<std::string>& rest);
  void blame(const std::string& id, const std::string& what);
  [[nodiscard]] std::vector<std::string> unfinished(std::span<const std::string> ids) const;

  template <class Call>
  void tell(Call&& call);
  void release();
  bool settle(Event& event);
  void finishIfDone();
  void startTimer();
  void stopTimer();
  void timedOut();

  reactor::IReactorProcess& spawner_;
  reactor::IReactorTime& clock_;
  const ProgramPtr program_;
  std::vector<std::string> waiting_;  // those of the current process too, until it is over
  IProgramListener* listener_;        // null: nobody wants to hear more
  const ProgramRunOptions options_;
  Deferred<void> done_{nullptr};

  // The current process.
  std::shared_ptr<Protocol> process_;
  std::vector<std::string> current_;
  std::unique_ptr<ProgressParser> parser_;
  std::size_t startedHere_ = 0;
  std::size_t finishedHere_ = 0;
  std::string report_;  // not read yet
  reactor::DelayedCallPtr reading_;
  std::string output_;            // of descriptors 1 and 2, the end of it
  std::size_t readMark_ = 0;      // where that was when the report was read last,
  std::size_t lastReadMark_ = 0;  // and the time before
  std::size_t caseMark_ = 0;      // and before the current case began
  bool timedOut_ = false;
  reactor::DelayedCallPtr timer_;

  std::unordered_set<std::string> finished_;
  std::deque<Event> events_;
  std::string orphan_;  // an error that waits for a case to be added to
  bool alone_ = false;  // the next process gets one case
  bool releasing_ = false;
  Deferred<Listing> listing_{nullptr};
};

class ProgramRun::Core::Protocol final : public reactor::ProcessProtocol {
 public:
  explicit Protocol(std::weak_ptr<Core> core) : core_(std::move(core)) {}
  void childDataReceived(int childFD, std::string_view data) override {
    if (const auto core = core_.lock()) core->received(childFD, data);
  }
  void processEnded(reactor::Failure reason) override {
    transport.reset();
    if (const auto core = core_.lock()) core->ended(processEnd(reason));
  }

 private:
  std::weak_ptr<Core> core_;
};

// --- processes ---

void ProgramRun::Core::next() {
  while (listener_ != nullptr && !waiting_.empty() && !launch()) {
  }
  release();
}

/// True if a process runs; if none could be started, the cases that it would have run are finished.
bool ProgramRun::Core::launch() {
  const auto many = std::exchange(alone_, false) ? 1 : waiting_.size();
  auto command = program_->framework->runCommand(program_->name, std::span(waiting_).first(many),
                                                 currentEnvironment());
  current_.assign(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(command.cases));
  parser_ = program_->framework->progress(current_, *this);
  startedHere_ = finishedHere_ = 0;
  output_.clear();
  readMark_ = lastReadMark_ = caseMark_ = 0;
  timedOut_ = false;
  process_ = std::make_shared<Protocol>(weak_from_this());
  try {
    startProgram(spawner_, *program_, std::move(command), process_);
  } catch (const std::exception& e) {
    process_.reset();
    parser_.reset();
    for (const auto& id : std::exchange(waiting_, {})) {
      blame(id, fmt::format("{} cannot be started: {}", program_->name, e.what()));
    }
    return false;
  }
  startTimer();
  return true;
}

void ProgramRun::Core::received(int fd, std::string_view data) {
  if (listener_ == nullptr) return;
  if (fd == reportFD) {
    startTimer();
    // A case writes its output before it reports its end, but the two come by different pipes: what
    // is ready on the others is read first. And a program that goes through many short cases does
    // not wake us for each.
    report_ += data;
    if (reading_ && reading_->active()) return;
    lastReadMark_ = std::exchange(readMark_, output_.size());
    if (process_->transport) process_->transport->pauseProducing(reportFD);
    const std::weak_ptr<Core> weak = weak_from_this();
    reading_ = clock_.callLater(reportEvery, [weak] {
      if (const auto core = weak.lock()) core->readReport();
    });
    return;
  }
  output_ += data;
  if (output_.size() > 2 * mostKept) forget(output_.size() - mostKept);
  parser_->received(fd, data);
  tell([&] { listener_->output(fd, data); });
  release();
}

/// Of what was written, so much.
void ProgramRun::Core::forget(std::size_t size) {
  output_.erase(0, size);
  for (auto* mark : {&readMark_, &lastReadMark_, &caseMark_}) *mark -= std::min(*mark, size);
}

void ProgramRun::Core::readReport() {
  if (reading_ && reading_->active()) reading_->cancel();
  reading_.reset();
  if (process_ && process_->transport) process_->transport->resumeProducing(reportFD);
  if (listener_ == nullptr) return;
  parser_->received(reportFD, std::exchange(report_, {}));
  release();
}

void ProgramRun::Core::ended(const ProcessEnd& end) {
  stopTimer();
  readReport();
  process_.reset();
  if (listener_ == nullptr) return;
  parser_->ended(end);
  judge(timedOut_ ? fmt::format("made no progress for {} s and was ended", options_.timeout)
                  : describe(end));
  waiting_ = unfinished(waiting_);
  release();  // what follows is of another process
  next();
}

// --- whose fault it is ---

void ProgramRun::Core::judge(const std::string& how) {
  const auto rest = unfinished(current_);
  if (!parser_->begun()) {
    for (const auto& id : rest) {
      blame(id, fmt::format("{} {} before its first case", program_->name, how));
    }
    return;
  }
  if (parser_->complete()) {
    // It has gone through its run, and left some out. If it reported others, something may have
    // made it stop early: those that are left get a process of their own.
    if (finishedHere_ != 0) return;
    for (const auto& id : rest) {
      blame(id, fmt::format("{} {} without a word of the case {}", program_->name, how, id));
    }
    return;
  }
  const auto* running = parser_->inProgress();
  if (running != nullptr && std::find(rest.begin(), rest.end(), *running) != rest.end()) {
    const auto id = *running;
    blame(id, fmt::format("{} {} in the middle of the case {}{}", program_->name, how, id,
                          behindColon(parser_->detailsSoFar())));
    return;
  }
  judgeOutside(how, rest);
}

/// The process has died, but not in a case that it was to run.
void ProgramRun::Core::judgeOutside(const std::string& how, const std::vector<std::string>& rest) {
  const auto* running = parser_->inProgress();
  const auto place = parser_->place();
  const auto where = running != nullptr
                         ? fmt::format("in the middle of {}, which another case needs", *running)
                     : place.empty() ? std::string("outside of any case")
                                     : fmt::format("outside of any case, in suite \"{}\"", place);
  const auto what =
      fmt::format("{} {} {}{}", program_->name, how, where, behindColon(parser_->detailsSoFar()));

  std::vector<std::string> suspects;
  for (const auto& id : rest) {
    if (running != nullptr || parser_->insidePlace(id)) suspects.push_back(id);
  }
  if (suspects.empty() && finishedHere_ != 0) {
    // All that this place has were finished, so it was the place's end.
    outsideError(place, what);
    return;
  }
  if (current_.size() == 1) {
    blame(current_.front(), what);
    if (startedHere_ == 0 && running == nullptr) {
      // It dies in the place's set-up, with this case alone as with others: so it will for all in
      // there.
      for (const auto& id : waiting_) {
        if (parser_->insidePlace(id) && !finished_.contains(id)) blame(id, what);
      }
    }
    return;
  }
  // Which of them it is, only a process with one of them can say.
  alone_ = true;
  const auto& suspect = suspects.empty() ? rest.front() : suspects.front();
  const auto at = std::find(waiting_.begin(), waiting_.end(), suspect);
  std::rotate(waiting_.begin(), at, at + 1);
}

void ProgramRun::Core::blame(const std::string& id, const std::string& what) {
  caseFinished(id, {Outcome::error, what});
}

std::vector<std::string> ProgramRun::Core::unfinished(std::span<const std::string> ids) const {
  std::vector<std::string> rest;
  for (const auto& id : ids) {
    if (!finished_.contains(id)) rest.push_back(id);
  }
  return rest;
}

// --- what is heard of it ---

void ProgramRun::Core::caseStarted(const std::string& id) {
  ++startedHere_;
  // Its start was not there yet when the report was read before, so what had come by then is not
  // of this case.
  caseMark_ = std::max(caseMark_, lastReadMark_);
  events_.push_back({id});
}

void ProgramRun::Core::caseFinished(const std::string& id, CaseResult result) {
  if (!finished_.insert(id).second) return;
  ++finishedHere_;
  result.output = output_.substr(caseMark_);
  events_.push_back({id, true, std::move(result)});
  if (!orphan_.empty()) outsideError({}, std::exchange(orphan_, {}));
}

/// The case that was finished last is held back until the next one begins, for this.
void ProgramRun::Core::outsideError(const std::string& place, std::string details) {
  if (events_.empty() || !events_.back().isEnd) {
    addLines(orphan_, details);
    return;
  }
  auto& result = events_.back().result;
  result.outcome = Outcome::error;
  result.output = output_.substr(caseMark_);
  result.failedChecks = 0;
  const auto where = place.empty() ? std::string() : fmt::format(" of suite \"{}\"", place);
  addLines(result.details, fmt::format("after this case, at the end{}:", where));
  addLines(result.details, details);
}

/// Calls the listener. What it throws ends the run.
template <class Call>
void ProgramRun::Core::tell(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (...) {
    const reactor::Failure failure;
    abandon();
    const auto done = std::exchange(done_, Deferred<void>(nullptr));
    if (done && !done.called()) done.errback(failure);
  }
}

void ProgramRun::Core::release() {
  if (releasing_) return;
  releasing_ = true;
  const auto self = shared_from_this();
  while (listener_ != nullptr && !events_.empty()) {
    if (events_.front().isEnd && ((process_ && events_.size() == 1) || !settle(events_.front())))
      break;
    const auto event = std::move(events_.front());
    events_.pop_front();
    tell([&] {
      if (event.isEnd) {
        listener_->caseFinished(event.id, event.result);
      } else {
        listener_->caseStarted(event.id);
      }
    });
  }
  releasing_ = false;
  finishIfDone();
}

/// Makes a success of failed checks that were expected. False if that is not known yet: the program
/// is asked then.
bool ProgramRun::Core::settle(Event& event) {
  auto& result = event.result;
  if (result.failedChecks == 0) return true;
  auto& expected = program_->known->expectedFailures;
  if (!expected) {
    if (listing_) return false;
    const std::weak_ptr<Core> weak = weak_from_this();
    const auto listing = listProgram(spawner_, clock_, program_);
    listing_ = listing;
    listing
        .addCallback([weak](const Listing&) {
          const auto core = weak.lock();
          if (!core) return;
          core->listing_ = Deferred<Listing>(nullptr);
          // Of a program that does not list any more, nothing is expected.
          auto& known = core->program_->known->expectedFailures;
          if (!known) known.emplace();
          core->release();
        })
        .addErrback([](const reactor::Failure&) {});  // it was cancelled
    if (!expected) return false;
  }
  const auto found = expected->find(event.id);
  if (found != expected->end() && result.failedChecks <= found->second)
    result.outcome = Outcome::success;
  result.failedChecks = 0;
  return true;
}

void ProgramRun::Core::finishIfDone() {
  if (process_ || !events_.empty() || !waiting_.empty() || listener_ == nullptr) return;
  listener_ = nullptr;
  const auto done = std::exchange(done_, Deferred<void>(nullptr));
  if (done && !done.called()) done.callback();
}

// --- time ---

void ProgramRun::Core::startTimer() {
  if (options_.timeout <= 0 || timedOut_) return;
  if (timer_ && timer_->active()) {
    timer_->reset(options_.timeout);
    return;
  }
  const std::weak_ptr<Core> weak = weak_from_this();
  timer_ = clock_.callLater(options_.timeout, [weak] {
    if (const auto core = weak.lock()) core->timedOut();
  });
}

void ProgramRun::Core::timedOut() {
  if (!process_) return;
  timedOut_ = true;
  signalGroup(process_->transport, SIGTERM);
  const std::weak_ptr<Core> weak = weak_from_this();
  timer_ = clock_.callLater(options_.grace, [weak] {
    const auto core = weak.lock();
    if (core && core->process_) signalGroup(core->process_->transport, SIGKILL);
  });
}

void ProgramRun::Core::stopTimer() {
  if (timer_ && timer_->active()) timer_->cancel();
  timer_.reset();
}

// --- the run ---

void ProgramRun::Core::abandon() {
  listener_ = nullptr;
  waiting_.clear();
  events_.clear();
  stopTimer();
  if (reading_ && reading_->active()) reading_->cancel();
  reading_.reset();
  if (const auto listing = std::exchange(listing_, Deferred<Listing>(nullptr)); listing) {
    listing.cancel();
  }
  if (process_) signalGroup(process_->transport, SIGKILL);
}

ProgramRun::ProgramRun(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                       ProgramPtr program, std::vector<std::string> cases,
                       IProgramListener& listener, ProgramRunOptions options)
    : core_(std::make_shared<Core>(spawner, clock, std::move(program), std::move(cases), listener,
                                   options)) {}

ProgramRun::~ProgramRun() { core_->abandon(); }

Deferred<void> ProgramRun::start() { return core_->start(); }

}  // namespace trial::frameworks
