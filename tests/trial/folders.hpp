// Where the test modules and the test programs are.
#pragma once

#include <filesystem>

namespace folders {

inline const std::filesystem::path modules = TRIAL_TEST_MODULES;
inline const std::filesystem::path programs = TRIAL_TEST_PROGRAMS;

}  // namespace folders
