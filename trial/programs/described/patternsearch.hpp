/// PatternSearch: the places in a line where an expression matches, one after another.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <trial/programs/described/pattern.hpp>

namespace trial::frameworks {

/// Keeps the next place, so that a line with many events is not searched again for each of them.
class PatternSearch final {
 public:
  /// `pattern` outlives it.
  explicit PatternSearch(const Pattern& pattern) : pattern_(&pattern) {}

  /// The first place at `from` or behind it that was not taken since `from` changed; null if there
  /// is none. The line is always the same one.
  [[nodiscard]] const PatternMatch* at(std::string_view line, std::size_t from);
  /// Takes the place that was found last.
  [[nodiscard]] PatternMatch take(std::string_view line);

 private:
  const Pattern* pattern_;
  std::size_t from_ = 0;
  std::size_t next_ = 0;  // where the search goes on
  std::optional<PatternMatch> found_;
  bool searched_ = false;  // nothing comes before `found_`
};

}  // namespace trial::frameworks
