#include <trial/programs/googletest/matches.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>

namespace trial::frameworks::googletest {

namespace {

/// Behind the end of a name.
constexpr int noLetter = -1;

int letterOf(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : noLetter;
}

}  // namespace

Matches::Matches(const std::vector<ListedCase>& cases, const std::vector<std::string>& names)
    : cases_(cases), names_(names), sorted_(names.size()) {
  std::iota(sorted_.begin(), sorted_.end(), std::size_t{0});
  std::sort(sorted_.begin(), sorted_.end(),
            [&names](std::size_t a, std::size_t b) { return names[a] < names[b]; });
}

const std::vector<std::size_t>& Matches::of(const std::string& pattern, bool disabledToo) {
  const auto [known, isNew] = known_.try_emplace({pattern, disabledToo});
  if (isNew) search(pattern, disabledToo, known->second);
  return known->second;
}

void Matches::search(std::string_view pattern, bool disabledToo,
                     std::vector<std::size_t>& found) const {
  std::vector<Range> ranges = {{0, sorted_.begin(), sorted_.end()}};
  while (!ranges.empty()) {
    auto range = ranges.back();
    ranges.pop_back();
    while (range.first != range.last && range.depth < pattern.size() && pattern[range.depth] != '?')
      range = within(range, letterOf(pattern, range.depth));
    if (range.depth == pattern.size()) {
      const auto whole = within(range, noLetter);
      std::copy_if(whole.first, whole.last, std::back_inserter(found),
                   [&](std::size_t index) { return disabledToo || !cases_[index].disabled; });
      continue;
    }
    // Each letter that follows in any of them; shorter names come first.
    range.first = within(range, noLetter).last;
    while (range.first != range.last) {
      ranges.push_back(within(range, letterOf(names_[*range.first], range.depth)));
      range.first = ranges.back().last;
    }
  }
  std::sort(found.begin(), found.end());
}

/// Those of the range whose next letter is this one.
Matches::Range Matches::within(const Range& range, int letter) const {
  const auto letterAt = [&](std::size_t index) { return letterOf(names_[index], range.depth); };
  const auto first = std::partition_point(
      range.first, range.last, [&](std::size_t index) { return letterAt(index) < letter; });
  const auto last = std::partition_point(
      first, range.last, [&](std::size_t index) { return letterAt(index) == letter; });
  return {range.depth + 1, first, last};
}

}  // namespace trial::frameworks::googletest
