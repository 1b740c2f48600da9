/// Matches: which cases of a GoogleTest program a pattern of a filter selects.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::googletest {

/// Looks into the sorted names, so that many patterns take little time.
class Matches final {
 public:
  /// `names` are those of `cases`. Both outlive this.
  Matches(const std::vector<ListedCase>& cases, const std::vector<std::string>& names);

  /// The indices of the cases, in their order. In a pattern `?` stands for any letter. Disabled
  /// ones are left out unless they are to be counted. Valid until this is destroyed.
  [[nodiscard]] const std::vector<std::size_t>& of(const std::string& pattern, bool disabledToo);

 private:
  using Place = std::vector<std::size_t>::const_iterator;
  /// Names that agree with a pattern in their first `depth` letters.
  struct Range {
    std::size_t depth;
    Place first;
    Place last;
  };
  void search(std::string_view pattern, bool disabledToo, std::vector<std::size_t>& found) const;
  [[nodiscard]] Range within(const Range& range, int letter) const;

  const std::vector<ListedCase>& cases_;
  const std::vector<std::string>& names_;
  std::vector<std::size_t> sorted_;
  std::map<std::pair<std::string, bool>, std::vector<std::size_t>> known_;
};

}  // namespace trial::frameworks::googletest
