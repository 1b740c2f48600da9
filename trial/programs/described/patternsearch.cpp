#include <trial/programs/described/patternsearch.hpp>

#include <algorithm>
#include <utility>

namespace trial::frameworks {

const PatternMatch* PatternSearch::at(std::string_view line, std::size_t from) {
  if (std::exchange(from_, from) != from) {
    const bool passedOver = next_ > from || (found_ && found_->begin < from);
    if (passedOver) searched_ = false;
    if (!searched_) next_ = from;
  }
  if (!std::exchange(searched_, true)) found_ = pattern_->search(line, next_);
  return found_ ? &*found_ : nullptr;
}

PatternMatch PatternSearch::take(std::string_view line) {
  auto match = *std::exchange(found_, std::nullopt);
  next_ = std::max(match.end, next_ + 1);
  searched_ = next_ > line.size();
  return match;
}

}  // namespace trial::frameworks
