/// The modules that `--without-module` forbids to use.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace trial {

/// The names given to `disableModule` so far.
[[nodiscard]] std::set<std::string, std::less<>>& disabledModules();
/// Throws `ModuleError` if the module is disabled.
void checkEnabled(std::string_view name);

}  // namespace trial
