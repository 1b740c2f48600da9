#include <trial/reports/excerpts.hpp>

#include <fmt/format.h>

#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

constexpr std::size_t longestCharacter = 4;

bool isInsideCharacter(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }

/// Where a head of at most `most` bytes ends, which is not in the middle of a character.
std::size_t endOfHead(std::string_view text, std::size_t most) {
  auto head = most;
  for (std::size_t i = 1; i < longestCharacter && head > 0 && isInsideCharacter(text[head]); ++i)
    --head;
  return head;
}

}  // namespace

std::string cutText(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  const auto head = endOfHead(text, most / 2);
  auto tail = text.size() - most / 2;
  for (std::size_t i = 1;
       i < longestCharacter && tail < text.size() && isInsideCharacter(text[tail]); ++i) {
    ++tail;
  }
  return fmt::format("{}\n[{} bytes are left out]\n{}", text.substr(0, head), tail - head,
                     text.substr(tail));
}

std::string cutLine(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  const auto head = endOfHead(text, most);
  return fmt::format("{}... ({} bytes more)", text.substr(0, head), text.size() - head);
}

std::string shortLine(std::string_view text) { return inOneLine(cutLine(text, mostOfMessage)); }

std::string shortId(std::string_view id) { return idInOneLine(cutLine(id, mostOfMessage)); }

}  // namespace trial
