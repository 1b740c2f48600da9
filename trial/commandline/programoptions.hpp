/// The options that are for test programs of other frameworks.
#pragma once

#include <trial/detail/optionset.hpp>
#include <trial/programs/settings/programsettings.hpp>

namespace trial {

[[nodiscard]] frameworks::ProgramSettings programSettingsOf(const Options& options);

}  // namespace trial
