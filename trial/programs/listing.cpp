#include <trial/programs/listing.hpp>

#include <cstddef>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/asking.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/programsettings.hpp>

namespace trial::frameworks {

namespace {

using reactor::Deferred;

// Each has four descriptors here, of the 1024 that a process usually may have.
constexpr std::size_t mostAtOnce = 64;

/// `spawner` outlives the question.
Question questionFor(reactor::IReactorProcess& spawner, const ProgramPtr& program,
                     std::optional<double> timeout = std::nullopt) {
  return {[&spawner, program](std::shared_ptr<reactor::ProcessProtocol> protocol) {
            startProgram(spawner, *program,
                         withUserArguments(*program->framework,
                                           program->framework->listCommand(calleeOf(*program),
                                                                           programEnvironment())),
                         std::move(protocol));
          },
          timeout.value_or(programSettings().listTimeout), "did not list its cases"};
}

void remember(const Program& program, const Listing& listing) {
  auto& notes = program.known->notes.emplace();
  for (const auto& listed : listing.cases) {
    if (!listed.note.empty()) notes.emplace(listed.id, listed.note);
  }
}

Listing listingOf(const Program& program, const Answer& answer) {
  Listing listing;
  if (answer.problem.empty()) {
    listing = program.framework->parseList(answer.output);
  } else {
    listing.error = answer.problem + excerpt(answer.output.err);
  }
  if (listing.error.empty()) {
    remember(program, listing);
  } else {
    listing.error = fmt::format("{}: {}", program.name, listing.error);
  }
  return listing;
}

}  // namespace

Deferred<Listing> listProgram(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                              ProgramPtr program, std::optional<double> timeout) {
  if (auto fixed = program->framework->fixedList()) return reactor::succeed(*std::move(fixed));
  return ask(clock, questionFor(spawner, program, timeout))
      .addCallback([program](const Answer& answer) { return listingOf(*program, answer); });
}

Deferred<std::vector<Listing>> listPrograms(reactor::IReactorProcess& spawner,
                                            reactor::IReactorTime& clock,
                                            std::vector<ProgramPtr> programs) {
  std::vector<Question> questions;
  questions.reserve(programs.size());
  for (const auto& program : programs) {
    if (!program->framework->fixedList()) questions.push_back(questionFor(spawner, program));
  }
  return askAll(clock, std::move(questions), mostAtOnce)
      .addCallback([programs = std::move(programs)](const std::vector<Answer>& answers) {
        std::vector<Listing> listings;
        listings.reserve(programs.size());
        auto answer = answers.begin();
        for (const auto& program : programs) {
          auto fixed = program->framework->fixedList();
          listings.push_back(fixed ? *std::move(fixed) : listingOf(*program, *answer++));
        }
        return listings;
      });
}

}  // namespace trial::frameworks
