/// Pattern: a regular expression of a description, with named groups.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace trial::frameworks {

/// Where an expression matched, and what its named groups took; a group that took no part is not
/// there.
struct PatternMatch {
  std::size_t begin = 0;
  std::size_t end = 0;
  /// Where the last of what its groups took ends.
  std::size_t groupsEnd = 0;
  std::map<std::string, std::string, std::less<>> groups;

  /// What a group took; empty if it took no part.
  [[nodiscard]] std::string_view group(std::string_view name) const {
    const auto found = groups.find(name);
    return found == groups.end() ? std::string_view() : found->second;
  }
};

/// An expression as RE2 has them, over bytes: names need not be UTF-8.
class Pattern final {
 public:
  /// `std::invalid_argument` with what is wrong if it is none.
  explicit Pattern(const std::string& expression);

  /// The names of its groups, in alphabetical order.
  [[nodiscard]] const std::vector<std::string>& groups() const noexcept { return groups_; }
  [[nodiscard]] bool has(std::string_view group) const;
  /// If it matches the whole of `text`.
  [[nodiscard]] std::optional<PatternMatch> match(std::string_view text) const;
  /// The first place in `line` at `from` or behind it where it matches.
  [[nodiscard]] std::optional<PatternMatch> search(std::string_view line, std::size_t from) const;

 private:
  [[nodiscard]] std::optional<PatternMatch> find(std::string_view text, std::size_t from,
                                                 bool whole) const;

  std::shared_ptr<const re2::RE2> expression_;
  std::vector<std::string> groups_;
  std::map<std::string, std::size_t> numbers_;  // of the groups
};

}  // namespace trial::frameworks
