/// The environment that a run depends on. It is read once, at the start of the program, so that a
/// test which changes the environment changes nothing for the tests after it (LOAD-08).
#pragma once

#include <optional>
#include <string>

#include <reactor/interfaces.hpp>

namespace trial {

/// Remembers the environment of this process. Called by main functions, before a test runs.
void rememberEnvironment();
/// The remembered environment; if there is none, the present one.
[[nodiscard]] reactor::Environment runEnvironment();
/// The value of a variable in it.
[[nodiscard]] std::optional<std::string> runVariable(const std::string& name);
/// Sets a variable of this process, and in the remembered environment if there is one.
void setRunVariable(const std::string& name, const std::string& value);

}  // namespace trial
