#include <trial/programs/run/programruncore.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <span>
#include <utility>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/listing.hpp>

namespace trial::frameworks {

using reactor::Deferred;

namespace {

// Seconds for which a result waits until it is known whether a child has written it.
constexpr double longestWait = 3;

}  // namespace

Deferred<void> ProgramRunCore::start() {
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  began_ = clock_.seconds();
  done_ = Deferred<void>([weak](const Deferred<void>&) {
    if (const auto core = weak.lock()) core->abandon();
  });
  const auto done = done_;
  next();
  return done;
}

void ProgramRunCore::abandon() {
  over_ = true;
  waiting_.clear();
  teller_.stop();
  if (const auto listing = std::exchange(listing_, Deferred<Listing>(nullptr)); listing) {
    listing.cancel();
  }
  if (process_) process_->abandon();
  if (const auto search = std::exchange(search_, nullptr)) search->abandon();
  if (const auto run = std::exchange(loneRun_, nullptr)) run->abandon();
  if (const auto look = std::exchange(secondLook_, nullptr)) look->abandon();
  reactor::cancelCall(holding_);
  reactor::cancelCall(retry_);
  reactor::cancelCall(telling_);
}

// --- processes ---

void ProgramRunCore::next() {
  if (loneRun_ || lookAgain() || tryAlone()) return tell();
  while (!over_ && !process_ && !waiting_.empty() && !launch()) {
  }
  if (!process_ && waiting_.empty()) seekCulprits();
  tell();
}

/// True if a process runs or will be started; if none could be started, the cases that it would
/// have run are finished.
bool ProgramRunCore::launch() {
  if (!listChecked_ && needsList()) {
    if (!list()) return true;
    failUnlisted();
    if (waiting_.empty()) return false;
  }
  listChecked_ = true;
  const auto many = alone_ ? 1 : std::min(waiting_.size(), most_);
  const auto process = std::make_shared<ProcessReader>(clock_, weak_from_this(), limit_);
  std::size_t taken = 0;
  try {
    taken = host_->start(*program_, std::span(waiting_).first(many), process);
  } catch (const std::exception& e) {
    if (tryLater(e)) return true;
    for (const auto& id : std::exchange(waiting_, {})) {
      fail(id, fmt::format("{} cannot be started: {}", program_->name, e.what()), {});
    }
    return false;
  }
  teller_.processBegins();
  runsAlone_ = std::exchange(alone_, false);
  refused_ = 0;
  process_ = process;
  doubtful_ = process->doubtful();
  told_.clear();
  looksUntil_.reset();
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(taken);
  process->begin(program_, {waiting_.begin(), end});
  return true;
}

bool ProgramRunCore::needsList() const {
  return !program_->candidates.empty() ||
         std::any_of(waiting_.begin(), waiting_.end(),
                     [this](const auto& id) { return program_->framework->needsNote(id); });
}

/// Without its note such a case cannot be asked for, nor any of a program whose framework is not
/// known.
void ProgramRunCore::failUnlisted() {
  for (const auto& id : waiting_) {
    const bool isUnknown = !program_->candidates.empty() || (program_->framework->needsNote(id) &&
                                                             !program_->known->notes->contains(id));
    if (!isUnknown) continue;
    const auto unlisted = fmt::format("{} does not list the case {} any more", program_->name, id);
    fail(id, listError_.empty() ? unlisted : listError_, {});
  }
  waiting_ = unfinished(waiting_);
}

bool ProgramRunCore::tryLater(const std::exception& error) {
  const auto pause = pauseAfter(error, refused_);
  if (!pause) return false;
  ++refused_;
  nextLater(*pause);
  return true;
}

void ProgramRunCore::nextLater(double seconds) {
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  retry_ = clock_.callLater(seconds, [weak] {
    if (const auto core = weak.lock()) core->next();
  });
}

void ProgramRunCore::fail(const std::string& id, const std::string& details, CaseOutput output) {
  caseFinished(id, {reportOf(frameworks::programError(details))}, std::move(output));
}

std::vector<std::string> ProgramRunCore::unfinished(std::span<const std::string> ids) const {
  std::vector<std::string> rest;
  for (const auto& id : ids) {
    if (!teller_.isFinished(id)) rest.push_back(id);
  }
  return rest;
}

// --- the listener ---

void ProgramRunCore::output(int fd, std::string_view data) {
  guarded([&] { listener_.output(fd, data); });
}

void ProgramRunCore::tell() {
  const auto self = shared_from_this();
  if (teller_.isTelling()) return;
  do {
    guarded([&] {
      const bool runsAlone = loneRun_ != nullptr || (inCompany_ && !doubtful_);
      teller_.tell({.last = process_ != nullptr || runsAlone, .failure = doubtful_});
    });
  } while (!over_ && teller_.waitsForListing() && list());
  tellInTime();
  holdInTime();
  finishIfDone();
}

/// When the report says that the run is over, there is nothing to wait for but the process's end.
void ProgramRunCore::tellInTime() {
  reactor::cancelCall(telling_);
  if (over_ || !teller_.waitsForChildren()) return waitsSince_.reset();
  if (!waitsSince_) waitsSince_ = clock_.seconds();
  if (process_ && process_->parser().complete()) return;
  const double waited = clock_.seconds() - *waitsSince_;
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  telling_ = clock_.callLater(std::max(0.0, longestWait - waited), [weak] {
    const auto core = weak.lock();
    if (!core) return;
    core->teller_.confirmAll(false);
    core->tell();
  });
}

void ProgramRunCore::tellAtOnce() {
  if (const auto run = std::exchange(loneRun_, nullptr)) {
    run->abandon();
    nextLater(0);
  }
  if (const auto look = std::exchange(secondLook_, nullptr)) {
    look->abandon();
    nextLater(0);
  }
  inCompany_.reset();
  endDoubts();
  teller_.confirmAll(false);
  tell();
}

/// Asks the program for its list, once. True if what it says is known at once.
bool ProgramRunCore::list() {
  if (program_->known->notes) return true;
  if (listing_) return false;
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  const auto listing = listProgram(spawner_, clock_, program_);
  listing_ = listing;
  listing
      .addCallback([weak](const Listing& listed) {
        const auto core = weak.lock();
        if (!core) return;
        core->listError_ = listed.error;
        core->listing_ = Deferred<Listing>(nullptr);
        // The program does not list any more: its cases have no notes.
        auto& notes = core->program_->known->notes;
        if (!notes) notes.emplace();
        core->next();
      })
      .addErrback([](const reactor::Failure&) {});  // it was cancelled
  return program_->known->notes.has_value();
}

void ProgramRunCore::finishIfDone() {
  if (process_ || loneRun_ || badEnd_ || !unexplained_.empty() || !teller_.allTold() ||
      !waiting_.empty() || over_)
    return;
  endDoubts();
  over_ = true;
  const auto done = std::exchange(done_, Deferred<void>(nullptr));
  if (done && !done.called()) done.callback();
}

/// Tells the ends of processes that no case has explained. False if that is not known before the
/// program is listed: then it is called again.
bool ProgramRunCore::tellUnexplained() {
  if (unexplained_.empty()) return true;
  tell();
  if (over_ || !teller_.isIdle()) return false;
  for (auto& end : std::exchange(unexplained_, {})) {
    if (std::any_of(end.cases.begin(), end.cases.end(),
                    [this](const auto& id) { return teller_.hasFailed(id); }))
      continue;
    addLines(end.what, "None of the cases that it had not finished has failed since.");
    teller_.programError(std::move(end.what));
  }
  return true;
}

/// Once, when all cases are finished.
void ProgramRunCore::seekCulprits() {
  if (over_ || !tellUnexplained() || search_) return;
  if (!badEnd_) return teller_.noMoreCases();
  if (program_->known->alwaysEndsBadly) {
    badEnd_.reset();
    return teller_.noMoreCases();
  }
  // As long as its cases took, so that a run takes twice as long at most.
  const double seconds = std::max(leastSearch, clock_.seconds() - began_);
  search_ =
      std::make_shared<CulpritSearch>(*host_, clock_, program_, badEnd_->cases, limit_, seconds);
  const std::weak_ptr<ProgramRunCore> weak = weak_from_this();
  search_->start().addCallback([weak](const std::string& found) {
    const auto core = weak.lock();
    if (!core) return;
    auto text = std::move(core->badEnd_->what);
    addLines(text, found);
    if (core->search_->any()) core->program_->known->alwaysEndsBadly = text;
    core->teller_.programError(std::move(text));
    core->teller_.noMoreCases();
    core->badEnd_.reset();
    core->tell();
  });
}

}  // namespace trial::frameworks
