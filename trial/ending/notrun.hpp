/// The list of the tests that a run which ended early did not run.
#pragma once

#include <iosfwd>
#include <vector>

#include <trial/itrial.hpp>

namespace trial {

/// Writes how many they are and their ids; nothing if there are none.
void writeNotRun(std::ostream& stream, const std::vector<TestPtr>& tests);

}  // namespace trial
