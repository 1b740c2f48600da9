#include <trial/programs/listing.hpp>

#include <csignal>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <reactor/protocol.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/running/environment.hpp>

namespace trial::frameworks {

namespace {

using reactor::Deferred;

// The longest list, in bytes; a million cases with long names stay below.
constexpr std::size_t mostReport = std::size_t{256} << 20U;
constexpr std::size_t mostOutput = std::size_t{1} << 20U;
// Each has four descriptors here, of the 1024 that a process usually may have.
constexpr std::size_t mostAtOnce = 64;

/// Reads the list that a process writes.
class ListProtocol final : public reactor::ProcessProtocol {
 public:
  ListProtocol(ProgramPtr program, Deferred<Listing> listed)
      : program_(std::move(program)), listed_(std::move(listed)) {}

  void watch(reactor::DelayedCallPtr limit) { limit_ = std::move(limit); }

  void childDataReceived(int childFD, std::string_view data) override {
    if (childFD == reportFD) {
      if (output_.report.size() + data.size() > mostReport) {
        giveUp("its list of cases is endless");
      } else {
        output_.report += data;
      }
      return;
    }
    auto& text = childFD == 1 ? output_.out : output_.err;
    text += data;
    // Only the end of other output is kept: it says most.
    if (text.size() > 2 * mostOutput) text.erase(0, text.size() - mostOutput);
  }

  void giveUp(std::string why) {
    if (whyNot_.empty()) whyNot_ = std::move(why);
    signalGroup(transport, SIGKILL);
  }

  void processEnded(reactor::Failure reason) override {
    transport.reset();
    if (limit_ && limit_->active()) limit_->cancel();
    limit_.reset();
    output_.end = processEnd(reason);
    Listing listing;
    if (whyNot_.empty()) {
      listing = program_->framework->parseList(output_);
    } else {
      listing.error = whyNot_ + excerpt(output_.err);
    }
    if (listing.error.empty()) {
      remember(listing);
    } else {
      listing.error = fmt::format("{}: {}", program_->name, listing.error);
    }
    const auto listed = std::exchange(listed_, Deferred<Listing>(nullptr));
    if (!listed.called()) listed.callback(std::move(listing));
  }

 private:
  void remember(const Listing& listing) {
    auto& notes = program_->known->notes.emplace();
    for (const auto& listed : listing.cases) {
      if (!listed.note.empty()) notes.emplace(listed.id, listed.note);
    }
  }

  ProgramPtr program_;
  Deferred<Listing> listed_;
  ProcessOutput output_;
  std::string whyNot_;
  reactor::DelayedCallPtr limit_;
};

/// Lists many programs, so many of them at once.
class ListAll final : public std::enable_shared_from_this<ListAll> {
 public:
  ListAll(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
          std::vector<ProgramPtr> programs, double timeout, Deferred<std::vector<Listing>> done)
      : spawner_(spawner),
        clock_(clock),
        programs_(std::move(programs)),
        timeout_(timeout),
        done_(std::move(done)),
        listings_(programs_.size()),
        running_(programs_.size(), Deferred<Listing>(nullptr)) {}

  void fill() {
    if (filling_) return;  // one that could not be started ended inside the loop
    filling_ = true;
    while (next_ < programs_.size() && busy_ < mostAtOnce) {
      const auto index = next_++;
      ++busy_;
      const auto listed = listProgram(spawner_, clock_, programs_[index], timeout_);
      running_[index] = listed;
      const auto self = shared_from_this();
      listed.addBoth([self, index](reactor::Result<Listing> result) {
        if (auto* listing = std::get_if<Listing>(&result))
          self->listings_[index] = std::move(*listing);
        self->running_[index] = Deferred<Listing>(nullptr);
        --self->busy_;
        self->fill();
      });
    }
    filling_ = false;
    if (busy_ == 0 && next_ == programs_.size() && !done_.called())
      done_.callback(std::move(listings_));
  }

  void cancel() {
    next_ = programs_.size();
    // Each removes itself from the list as it goes.
    const auto running = running_;
    for (const auto& listed : running) {
      if (listed && !listed.called()) listed.cancel();
    }
  }

 private:
  reactor::IReactorProcess& spawner_;
  reactor::IReactorTime& clock_;
  std::vector<ProgramPtr> programs_;
  double timeout_;
  Deferred<std::vector<Listing>> done_;
  std::vector<Listing> listings_;
  std::vector<Deferred<Listing>> running_;
  std::size_t next_ = 0;
  std::size_t busy_ = 0;
  bool filling_ = false;
};

}  // namespace

Deferred<Listing> listProgram(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                              ProgramPtr program, double timeout) {
  const auto process = std::make_shared<std::weak_ptr<ListProtocol>>();
  Deferred<Listing> listed([process](const Deferred<Listing>&) {
    if (const auto protocol = process->lock()) protocol->giveUp("cancelled");
  });
  const auto protocol = std::make_shared<ListProtocol>(program, listed);
  *process = protocol;
  try {
    startProgram(spawner, *program,
                 program->framework->listCommand(program->name, runEnvironment()), protocol);
  } catch (const std::exception& e) {
    Listing listing;
    listing.error = fmt::format("{}: cannot be started: {}", program->name, e.what());
    listed.callback(std::move(listing));
    return listed;
  }
  const std::weak_ptr<ListProtocol> weak = protocol;
  protocol->watch(clock.callLater(timeout, [weak, timeout] {
    if (const auto slow = weak.lock())
      slow->giveUp(fmt::format("did not list its cases in {} s", timeout));
  }));
  return listed;
}

Deferred<std::vector<Listing>> listPrograms(reactor::IReactorProcess& spawner,
                                            reactor::IReactorTime& clock,
                                            std::vector<ProgramPtr> programs, double timeout) {
  const auto all = std::make_shared<std::weak_ptr<ListAll>>();
  Deferred<std::vector<Listing>> done([all](const Deferred<std::vector<Listing>>&) {
    if (const auto lists = all->lock()) lists->cancel();
  });
  const auto lists = std::make_shared<ListAll>(spawner, clock, std::move(programs), timeout, done);
  *all = lists;
  lists->fill();
  return done;
}

}  // namespace trial::frameworks
