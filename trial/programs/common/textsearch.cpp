#include <trial/programs/common/textsearch.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace trial::frameworks {

namespace {

constexpr std::size_t four = sizeof(std::uint32_t);

}  // namespace

TextSearch::TextSearch(std::vector<std::string> texts) : missing_(texts.size()) {
  std::size_t shortest = texts.empty() ? 0 : texts.front().size();
  for (auto& text : texts) {
    shortest = std::min(shortest, text.size());
    overlap_ = std::max(overlap_, text.size());
    texts_.push_back({std::move(text)});
  }
  if (overlap_ > 0) --overlap_;
  if (shortest < four) return;
  step_ = shortest - four + 1;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    for (std::size_t offset = 0; offset < step_; ++offset) {
      const auto bytes = fourAt(texts_[i].text.data() + offset);
      hashes_[hash(bytes) / 64] |= std::uint64_t{1} << (hash(bytes) % 64);
      places_.emplace(bytes, Place{i, offset});
    }
  }
}

std::uint32_t TextSearch::fourAt(const char* bytes) noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes, four);
  return value;
}

std::uint32_t TextSearch::hash(std::uint32_t bytes) noexcept {
  return (bytes * std::uint32_t{2654435761U}) >> 16U;
}

void TextSearch::note(Text& text) noexcept {
  if (!std::exchange(text.found, true)) --missing_;
}

void TextSearch::look(std::string_view block) {
  if (step_ == 0) {
    for (auto& text : texts_) {
      if (!text.found && block.find(text.text) != std::string_view::npos) note(text);
    }
    return;
  }
  for (std::size_t at = 0; at + four <= block.size(); at += step_) {
    const auto bytes = fourAt(block.data() + at);
    const auto number = hash(bytes);
    if ((hashes_[number / 64] >> (number % 64) & 1U) == 0) continue;
    const auto [first, last] = places_.equal_range(bytes);
    for (auto place = first; place != last; ++place) {
      auto& text = texts_[place->second.text];
      const auto offset = place->second.offset;
      if (!text.found && at >= offset && block.substr(at - offset).starts_with(text.text))
        note(text);
    }
  }
}

const bool* TextSearch::found(std::string_view text) const {
  const auto at = std::find_if(texts_.begin(), texts_.end(),
                               [text](const Text& one) { return one.text == text; });
  return at == texts_.end() ? nullptr : &at->found;
}

}  // namespace trial::frameworks
