#include <trial/commandline/programoptions.hpp>

namespace trial {

frameworks::ProgramSettings programSettingsOf(const Options& options) {
  frameworks::ProgramSettings settings;
  settings.listTimeout = options.listTimeout;
  settings.arguments = options.programArguments;
  for (const auto& variable : options.programVariables) {
    const auto at = variable.find('=');
    settings.variables.emplace_back(variable.substr(0, at), variable.substr(at + 1));
  }
  settings.inOwnFolder = options.inProgramFolder;
  return settings;
}

}  // namespace trial
