/// TextSearch: looks for many texts at once in a large file that is read in blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace trial::frameworks {

/// Takes hardly more time for many texts than for one: where one of them stands, four bytes of it
/// stand at one of the places that are looked at, which are as far apart as the shortest allows.
class TextSearch final {
 public:
  explicit TextSearch(std::vector<std::string> texts);

  /// Notes which of the texts stand in `block`. The next block begins with the last `overlap`
  /// bytes of this one.
  void look(std::string_view block);
  [[nodiscard]] std::size_t overlap() const noexcept { return overlap_; }
  [[nodiscard]] bool foundAll() const noexcept { return missing_ == 0; }
  /// The texts that were found; null for one that is not looked for.
  [[nodiscard]] const bool* found(std::string_view text) const;

 private:
  struct Text {
    std::string text;
    bool found = false;
  };
  struct Place {
    std::size_t text;
    std::size_t offset;
  };
  [[nodiscard]] static std::uint32_t fourAt(const char* bytes) noexcept;
  [[nodiscard]] static std::uint32_t hash(std::uint32_t four) noexcept;
  void note(Text& text) noexcept;

  std::vector<Text> texts_;
  std::size_t missing_;
  std::size_t overlap_ = 0;
  std::size_t step_ = 0;  // 0: one is so short that each is looked for by itself
  std::array<std::uint64_t, 1024> hashes_{};
  std::unordered_multimap<std::uint32_t, Place> places_;  // by the four bytes there
};

}  // namespace trial::frameworks
