/// The verdict on a whole run that Boost.Test writes to stderr in the end, in XML.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trial::frameworks::boosttest {

/// `<TestResult><TestSuite name="module" result="passed" ...></TestSuite></TestResult>`.
struct Verdict {
  bool failed = false;
  /// The name of the module, with what XML escapes.
  std::string_view module;
  /// Where it stands.
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The first verdict in `written`, from `from` on.
[[nodiscard]] std::optional<Verdict> verdictIn(std::string_view written, std::size_t from = 0);
/// How many bytes at the end of `written`, which has no verdict, may be the beginning of one.
[[nodiscard]] std::size_t begunVerdictIn(std::string_view written);
/// The name of a module as it stands in its verdict.
[[nodiscard]] std::string escapedName(std::string_view module);

}  // namespace trial::frameworks::boosttest
