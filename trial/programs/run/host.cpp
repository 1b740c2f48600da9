#include <trial/programs/run/host.hpp>

#include <utility>

#include <trial/running/environment.hpp>

namespace trial::frameworks {

std::size_t FreshProcesses::start(const Program& program, std::span<const std::string> cases,
                                  std::shared_ptr<reactor::ProcessProtocol> process) {
  auto command = program.framework->runCommand(calleeOf(program), cases, runEnvironment());
  const auto count = command.cases;
  startProgram(spawner_, program, std::move(command), std::move(process));
  return count;
}

}  // namespace trial::frameworks
