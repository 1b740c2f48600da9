#include <dist/manager/programfacts.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <dist/workercommands.hpp>
#include <protocols/error.hpp>
#include <trial/programs/programcase.hpp>

namespace dist {

namespace {

// Keeps messages small, whatever they may hold.
constexpr std::size_t mostNotes = 1000;

void tellAll(protocols::AMP& worker, const trial::frameworks::Program& program) {
  const std::string framework(program.framework->name());
  std::vector<std::string> notes;
  const auto send = [&](bool complete) {
    worker.callRemote<workercommands::Program>(program.name, framework, program.dialect,
                                               std::exchange(notes, {}), complete);
  };
  for (const auto& [id, note] : *program.known->notes) {
    if (notes.size() == 2 * mostNotes) send(false);
    notes.push_back(id);
    notes.push_back(note);
  }
  send(true);
}

}  // namespace

void ProgramFacts::tell(protocols::AMP& worker, const trial::ITestCase& testCase) {
  const auto* programCase = dynamic_cast<const trial::ProgramCase*>(&testCase);
  if (programCase == nullptr) return;
  const auto& program = programCase->sharedProgram();
  // A worker finds by itself what the configuration file describes.
  if (!program->candidates.empty() || !program->known->notes ||
      !program->framework->origin().empty())
    return;
  if (!told_.insert(program).second) return;
  try {
    tellAll(worker, *program);
  } catch (const protocols::TooLong&) {
    // It asks the program itself.
  }
}

}  // namespace dist
