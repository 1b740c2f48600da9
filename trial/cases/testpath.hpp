/// The names that the id of a test is made of, for tests that know no more of themselves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// The last dot that separates names; npos if there is none. Those in the types of a class,
/// `Tests<std.string>`, or in the value of a test, `test_square[1.5]`, separate nothing.
[[nodiscard]] std::size_t lastDot(std::string_view id) noexcept;

/// `module.Class.method` and `program::Suite/case` as `ITestCase::path`. A case of a program whose
/// name looks like that of a native test has `module.Class` as its suite.
[[nodiscard]] std::vector<std::string> pathOfID(std::string_view id);

}  // namespace trial
