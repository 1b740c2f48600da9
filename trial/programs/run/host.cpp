#include <trial/programs/run/host.hpp>

#include <utility>

#include <trial/programs/programsettings.hpp>

namespace trial::frameworks {

std::size_t FreshProcesses::start(const Program& program, std::span<const std::string> cases,
                                  std::shared_ptr<reactor::ProcessProtocol> process) {
  auto command = withUserArguments(
      *program.framework,
      program.framework->runCommand(calleeOf(program), cases, programEnvironment()));
  const auto count = command.cases;
  startProgram(spawner_, program, std::move(command), std::move(process));
  return count;
}

}  // namespace trial::frameworks
