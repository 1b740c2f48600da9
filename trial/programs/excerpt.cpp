#include <trial/programs/excerpt.hpp>

#include <cstddef>

namespace trial::frameworks {

namespace {
constexpr std::size_t mostOfExcerpt = 4096;
}

std::string excerpt(std::string_view text) {
  const auto last = text.find_last_not_of(" \r\n");
  if (last == std::string_view::npos) return {};
  text = text.substr(0, last + 1);
  if (text.size() <= mostOfExcerpt) return ":\n" + std::string(text);
  text = text.substr(text.size() - mostOfExcerpt);
  // A whole line is nicer to begin with, and never in the middle of a character.
  if (const auto newline = text.find('\n'); newline != std::string_view::npos)
    text.remove_prefix(newline + 1);
  return ":\n[...]\n" + std::string(text);
}

}  // namespace trial::frameworks
