#include <trial/programs/listing.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <reactor/coroutine.hpp>
#include <trial/programs/asking.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/settings/programsettings.hpp>

namespace trial::frameworks {

namespace {

using reactor::Deferred;

void remember(const Program& program, const Listing& listing) {
  auto& notes = program.known->notes.emplace();
  for (const auto& listed : listing.cases) {
    if (!listed.note.empty()) notes.emplace(listed.id, listed.note);
  }
}

/// What a program is asked for its list, one question after the other: as one of the first
/// framework whose marks it has, then as one of the next, until there is a list with cases; then
/// what that leaves open.
class Inquiry final {
 public:
  explicit Inquiry(ProgramPtr program)
      : program_(std::move(program)), candidates_(program_->candidates) {
    if (candidates_.empty()) candidates_.push_back({program_->framework, program_->dialect});
    if (auto fixed = framework().fixedList()) {
      listing_ = *std::move(fixed);
      return;
    }
    command_ = framework().listCommand(callee(candidate()), environment());
  }

  [[nodiscard]] bool over() const noexcept { return !command_; }
  /// `spawner` outlives the question.
  [[nodiscard]] Question question(reactor::IReactorProcess& spawner,
                                  std::optional<double> timeout) const {
    const auto command = withUserArguments(framework(), *command_);
    return {[&spawner, program = program_,
             command](std::shared_ptr<reactor::ProcessProtocol> protocol) {
              startProgram(spawner, *program, command, std::move(protocol));
            },
            timeout.value_or(programSettings().listTimeout), "did not list its cases"};
  }
  void answered(const Answer& answer) {
    command_.reset();
    if (!listing_.cases.empty()) return completed(answer);
    program_->known->listSeconds = answer.seconds;
    if (answer.problem.empty()) {
      listing_ = framework().parseList(answer.output);
    } else {
      listing_.error = answer.problem + excerpt(answer.output.err);
    }
    if (!listing_.error.empty()) listing_.cases.clear();
    if (!listing_.cases.empty()) {
      command_ = framework().secondListCommand(callee(candidate()), listing_, environment());
      if (!command_) askBesides(answer);
    } else if (candidates_.size() > 1) {
      tried_ += fmt::format("\nas {}: {}", framework().name(),
                            listing_.error.empty() ? "it lists no cases" : listing_.error);
      if (++place_ == candidates_.size()) return;
      listing_ = {};
      command_ = framework().listCommand(callee(candidate()), environment());
    }
  }
  /// Once it is over.
  [[nodiscard]] Listing take() {
    if (candidates_.size() > 1 && listing_.cases.empty()) {
      listing_.error = fmt::format(
          "its file has the marks of several frameworks, and it lists cases as none of them:{}",
          tried_);
    } else if (listing_.error.empty()) {
      program_->framework = candidate().framework;
      program_->dialect = candidate().dialect;
      program_->candidates.clear();
      remember(*program_, listing_);
    }
    if (!listing_.error.empty())
      listing_.error = fmt::format("{}: {}", program_->name, listing_.error);
    return std::move(listing_);
  }

 private:
  /// The answer to a question behind that for the list.
  void completed(const Answer& answer) {
    if (!answer.problem.empty()) return;
    if (besides_ == nullptr) return framework().completeList(listing_, answer.output);
    const auto others = besides_->casesBesides(answer.output);
    if (others.empty()) return;
    listing_.incomplete = fmt::format(
        "its main function runs the cases of two frameworks, of which trial-dist runs one: those "
        "of "
        "{} are left out ({}{})",
        besides_->name(), others.front().id,
        others.size() == 1 ? "" : fmt::format(" and {} more", others.size() - 1));
  }
  /// Asks for the cases of another framework that the program runs, too.
  void askBesides(const Answer& answer) {
    for (const auto& other : candidates_) {
      if (other.framework == candidate().framework) continue;
      const auto options = other.framework->listBesides(callee(other), answer.output);
      if (!options) continue;
      besides_ = other.framework;
      command_ = framework().listCommand(callee(candidate()), programEnvironment());
      command_->args.insert(command_->args.begin() + 1, options->begin(), options->end());
      return;
    }
  }
  [[nodiscard]] const Recognised& candidate() const { return candidates_[place_]; }
  [[nodiscard]] const Framework& framework() const { return *candidate().framework; }
  [[nodiscard]] Callee callee(const Recognised& as) const {
    auto called = calleeOf(*program_);
    called.dialect = as.dialect;
    return called;
  }
  /// If it is a program of another one, which takes no notice of this one's options, it is to run
  /// nothing.
  [[nodiscard]] reactor::Environment environment() const {
    auto env = programEnvironment();
    for (const auto& other : candidates_) {
      if (other.framework != candidate().framework)
        env = other.framework->runningNothing(callee(other), std::move(env));
    }
    return env;
  }

  ProgramPtr program_;
  std::vector<Recognised> candidates_;
  std::size_t place_ = 0;
  std::optional<Command> command_;
  Listing listing_;
  std::string tried_;
  const Framework* besides_ = nullptr;  // the program is asked for its cases of that, too
};

Deferred<std::vector<Listing>> askForLists(reactor::IReactorProcess& spawner,
                                           reactor::IReactorTime& clock,
                                           std::vector<ProgramPtr> programs,
                                           std::optional<double> timeout) {
  std::vector<Inquiry> inquiries(programs.begin(), programs.end());
  for (;;) {
    std::vector<Inquiry*> asked;
    std::vector<Question> questions;
    for (auto& inquiry : inquiries) {
      if (inquiry.over()) continue;
      asked.push_back(&inquiry);
      questions.push_back(inquiry.question(spawner, timeout));
    }
    if (asked.empty()) break;
    auto answering = askAll(clock, std::move(questions), programSettings().listedAtOnce);
    const auto answers = co_await std::move(answering);
    for (std::size_t i = 0; i < asked.size(); ++i) asked[i]->answered(answers[i]);
  }
  std::vector<Listing> listings;
  listings.reserve(inquiries.size());
  for (auto& inquiry : inquiries) listings.push_back(inquiry.take());
  co_return listings;
}

}  // namespace

Deferred<Listing> listProgram(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                              ProgramPtr program, std::optional<double> timeout) {
  return askForLists(spawner, clock, {std::move(program)}, timeout)
      .addCallback([](std::vector<Listing> listings) { return std::move(listings.front()); });
}

Deferred<std::vector<Listing>> listPrograms(reactor::IReactorProcess& spawner,
                                            reactor::IReactorTime& clock,
                                            std::vector<ProgramPtr> programs) {
  return askForLists(spawner, clock, std::move(programs), std::nullopt);
}

}  // namespace trial::frameworks
