/// The names of Boost.Test's cases and suites in ids, and how a case is asked for by its id.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trial::frameworks::boosttest {

/// The part of an id for a name, or the id for a full name (`suite/case`). It is on one line and
/// never empty: newlines are `\n`, tabs `\t`, carriage returns `\r`, and a name that is empty is
/// `(no name)`. No two names have the same: a backslash is doubled where it would be one of these.
[[nodiscard]] std::string idOf(std::string_view name);
/// The name for a part of an id.
[[nodiscard]] std::string nameOf(std::string_view part);

/// The suites of an id, up to the last slash; empty at the top.
[[nodiscard]] std::string_view suitesOf(std::string_view id);
/// Whether a part of the id has no name: no filter can spell it.
[[nodiscard]] bool isNameless(std::string_view id);
/// The suites of an id as a filter with a slash at its end; empty at the top.
[[nodiscard]] std::string filterForSuites(std::string_view suites);
/// A part of an id as a filter. It may select a case too many.
[[nodiscard]] std::string filterFor(std::string_view part);
/// Whether its filters select no other case.
[[nodiscard]] bool isExact(std::string_view id);
/// The filters that select a case of which a part has no name: `*` stands for that, and what has a
/// name there is left out.
[[nodiscard]] std::vector<std::string> filtersForNameless(std::string_view id);

}  // namespace trial::frameworks::boosttest
