#include <trial/loading/disabledmodules.hpp>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/detail/loaderrors.hpp>

namespace trial {

std::set<std::string, std::less<>>& disabledModules() {
  static std::set<std::string, std::less<>> names;
  return names;
}

void checkEnabled(std::string_view name) {
  if (!disabledModules().contains(name)) return;
  throw ModuleError(fmt::format("module {} is disabled by --without-module", reactor::repr(name)));
}

}  // namespace trial
