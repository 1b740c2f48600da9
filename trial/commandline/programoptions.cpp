#include <trial/commandline/programoptions.hpp>

#include <cstddef>

#include <trial/commandline/optionvalues.hpp>
#include <trial/programs/warm/library.hpp>

namespace trial {

frameworks::ProgramSettings programSettingsOf(const Options& options) {
  frameworks::ProgramSettings settings;
  settings.listTimeout = options.listTimeout;
  settings.listedAtOnce =
      static_cast<std::size_t>(options.jobs.value_or(optionvalues::processors()));
  settings.arguments = options.programArguments;
  for (const auto& variable : options.programVariables) {
    const auto at = variable.find('=');
    settings.variables.emplace_back(variable.substr(0, at), variable.substr(at + 1));
  }
  settings.includeDisabled = options.includeDisabled;
  settings.inOwnFolder = options.inProgramFolder;
  settings.isolation = options.isolation;
  settings.batchSize = options.batchSize;
  if (options.warm) settings.warmLibrary = frameworks::warmLibraryFile();
  return settings;
}

}  // namespace trial
