#include <trial/modules.hpp>

#include <utility>

#include <trial/listing/modulelister.hpp>
#include <trial/loading/disabledmodules.hpp>
#include <trial/loading/places.hpp>
#include <trial/loading/sharedobjects.hpp>

namespace trial {

const TestModule& openModule(const std::filesystem::path& file, std::string name) {
  listModules({ModuleFile{file, name}});
  const auto& module = openModuleFile(file, std::move(name));
  checkUsable(module);
  return module;
}

Found findByName(const std::string& dottedName) {
  auto place = placeOfName(dottedName);
  if (auto* package = std::get_if<Package>(&place.what)) return {std::move(*package), {}};
  if (const auto* known = std::get_if<const TestModule*>(&place.what))
    return {*known, std::move(place.rest)};
  auto& module = std::get<ModuleFile>(place.what);
  return {&openModule(module.file, std::move(module.name)), std::move(place.rest)};
}

void disableModule(const std::string& name) { disabledModules().insert(name); }

}  // namespace trial
