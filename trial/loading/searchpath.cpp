#include <trial/loading/searchpath.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <trial/loading/filenames.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/loading/splitat.hpp>

namespace trial {

SearchPath searchPath() {
  SearchPath path;
  path.folders.push_back(runFolder());
  const char* variable = std::getenv("TRIAL_PATH");
  if (variable == nullptr) return path;
  for (const auto& entry : splitAt(variable, ':')) {
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
  const char* variable = std::getenv("TRIAL_PATH");
  std::string path = variable != nullptr ? variable : "";
  for (const auto* module : openModules()) {
    if (!module->isTestModule) continue;  // it registers reporters only
    if (!path.empty()) path += ":";
    path += module->name + "=" + module->path.string();
  }
  return path;
}

}  // namespace trial
