/// listTests: writes the tests that would run, for --list.
#pragma once

#include <iosfwd>
#include <string_view>

#include <trial/detail/optionset.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// Writes the tests of `suite` to `out`: as `ids` those that would run, one a line; as `json` all
/// of them, in one document. Of a name that could not be loaded the error goes to `errors`, in a
/// line that begins with `program`. False if there was one.
[[nodiscard]] bool listTests(const TestPtr& suite, Options::ListForm form, std::string_view program,
                             std::ostream& out, std::ostream& errors);

}  // namespace trial
