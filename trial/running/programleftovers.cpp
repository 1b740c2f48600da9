#include <trial/running/programleftovers.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <reactor/spawn/descendants.hpp>
#include <trial/suite.hpp>

namespace trial {

namespace {

bool anyRuns(const reactor::IReactorProcess& programs) {
  const auto processes = programs.getProcesses();
  return std::any_of(processes.begin(), processes.end(), [](const auto& process) {
    return process->pid() && !reactor::hasEnded(*process->pid());
  });
}

}  // namespace

ProgramLeftovers::ProgramLeftovers(Orphans& orphans, const reactor::IReactorProcess& programs,
                                   Tell tell)
    : orphans_(orphans), programs_(programs), tell_(std::move(tell)), leftovers_(orphans) {}

/// When the program has ended, those that are new may be what it kept as children.
void ProgramLeftovers::caseFinished(const TestPtr& test) {
  if (anyRuns(programs_)) leftovers_.note(test);
}

void ProgramLeftovers::programOver(const std::string& program) {
  const auto ofProgram = std::make_shared<TestHolder>(program);
  leftovers_.note(ofProgram);
  leftovers_.endAll(tell_);
  for (auto& description : orphans_.endAll()) tell_(ofProgram, std::move(description));
}

}  // namespace trial
