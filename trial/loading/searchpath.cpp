#include <trial/loading/searchpath.hpp>

#include <algorithm>
#include <utility>

#include <trial/loading/filenames.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/loading/splitat.hpp>
#include <trial/running/environment.hpp>

namespace trial {

SearchPath searchPath() {
  SearchPath path;
  path.folders.push_back(runFolder());
  for (const auto& entry : splitAt(runVariable("TRIAL_PATH").value_or(""), ':')) {
    if (entry.empty()) continue;
    const auto equals = std::min(entry.find('='), entry.size());
    const bool named = equals < entry.size() && entry.find('/') > equals;
    auto absolute = fromRunFolder(named ? entry.substr(equals + 1) : entry);
    if (isModuleFile(absolute)) {
      path.files.push_back({named ? entry.substr(0, equals) : moduleNameOf(absolute), absolute});
    } else {
      path.folders.push_back(std::move(absolute));
    }
  }
  return path;
}

std::string workerModulePath() {
  std::string path = runVariable("TRIAL_PATH").value_or("");
  for (const auto* module : openModules()) {
    if (!module->isTestModule) continue;  // it registers reporters only
    if (!path.empty()) path += ":";
    path += module->name + "=" + module->path.string();
  }
  return path;
}

}  // namespace trial
