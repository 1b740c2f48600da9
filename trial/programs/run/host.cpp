#include <trial/programs/run/host.hpp>

#include <algorithm>
#include <system_error>
#include <utility>

#include <trial/programs/run/processreader.hpp>
#include <trial/programs/settings/programsettings.hpp>

namespace trial::frameworks {

std::size_t startCases(const Program& program, std::span<const std::string> cases,
                       ProcessReader& process, const std::function<void(Command command)>& start) {
  auto& most = program.known->mostCases;
  if (most) cases = cases.first(std::min(cases.size(), *most));
  for (;;) {
    auto command = withUserArguments(
        *program.framework,
        program.framework->runCommand(calleeOf(program), cases, programEnvironment()));
    const auto count = command.cases;
    process.keep(command.kept);
    try {
      start(std::move(command));
      return count;
    } catch (const std::system_error& failed) {
      if (failed.code() != std::errc::argument_list_too_long || count < 2) throw;
      most = count / 2;
      cases = cases.first(*most);
    }
  }
}

std::size_t FreshProcesses::start(const Program& program, std::span<const std::string> cases,
                                  std::shared_ptr<ProcessReader> process) {
  return startCases(program, cases, *process, [&](Command command) {
    startProgram(spawner_, program, std::move(command), process);
  });
}

}  // namespace trial::frameworks
