/// The list of a module's tests: a process that opened the module writes it, and the process that
/// asked reads it. Both directions stand here, as records of <trial/programs/native/records.hpp>.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <trial/detail/registry.hpp>

namespace trial {

/// All that loading needs of an open module: its name, what is wrong with it, its classes and
/// tests with their places, and the tests of its own suite if it has one (SU-13); or the error with
/// which opening it failed.
[[nodiscard]] std::string listOf(const TestModule& module);

/// The module that a list describes. Its tests have the ids, names and places of the real ones, and
/// a suite of its own has tests with the same ids. None of them can be run here: it is an error if
/// one is. None if the list has no end.
[[nodiscard]] std::optional<TestModule> readList(std::string_view list);

}  // namespace trial
