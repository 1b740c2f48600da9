#include <trial/running/environment.hpp>

#include <cstdlib>
#include <string_view>

#include <stdlib.h>
#include <unistd.h>

namespace trial {

namespace {

std::optional<reactor::Environment>& remembered() {
  static std::optional<reactor::Environment> environment;
  return environment;
}

reactor::Environment presentEnvironment() {
  reactor::Environment present;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    // An entry without a name can be passed to no process.
    if (equals != std::string_view::npos && equals != 0)
      present.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return present;
}

}  // namespace

void rememberEnvironment() { remembered() = presentEnvironment(); }

reactor::Environment runEnvironment() {
  return remembered() ? *remembered() : presentEnvironment();
}

std::optional<std::string> runVariable(const std::string& name) {
  if (remembered()) {
    const auto found = remembered()->find(name);
    return found == remembered()->end() ? std::nullopt : std::optional(found->second);
  }
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void setRunVariable(const std::string& name, const std::string& value) {
  ::setenv(name.c_str(), value.c_str(), 1);
  if (remembered()) (*remembered())[name] = value;
}

}  // namespace trial
