/// What an event log says of tests and of their results, in JSON. (docs/reports.md)
#pragma once

#include <string>

#include <trial/casereport.hpp>
#include <trial/itrial.hpp>
#include <trial/reports/jsontext.hpp>

namespace trial {

/// The version of the event log. Other versions are not read.
inline constexpr int logVersion = 1;

/// A test: its id, and what reporters and reports ask of it.
[[nodiscard]] Json jsonOf(const ITestCase& test);
/// Adds the members of `report` that say something to `event`, but its test and times.
void addReport(Json& event, const CaseReport& report);

/// A test of which only what `jsonOf` has said is known. It cannot be run. These throw an exception
/// of nlohmann or `std::runtime_error` if the JSON is something else.
[[nodiscard]] TestPtr testOf(const Json& json);
/// Without its test and times.
[[nodiscard]] CaseReport reportIn(const Json& event);

}  // namespace trial
