/// The lists of cases that programs with Catch2 write.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::catch2 {

/// The list of a program with Catch2 3, which is an XML document: `--list-tests -r xml`. The cases
/// have their names as ids. None if it is damaged or cut.
[[nodiscard]] std::optional<std::vector<ListedCase>> readDocument(std::string_view document);

/// The list of a program with Catch2 2 from all that it wrote to stdout, where three lists are
/// asked for at once: `--list-tests --list-test-names-only --list-tags -v high *`. The second has
/// each name as it is, the first has the tags, and it and the third show where the second begins
/// and ends. None if they are not there, or do not agree.
[[nodiscard]] std::optional<std::vector<ListedCase>> readThreeLists(std::string_view written);

}  // namespace trial::frameworks::catch2
