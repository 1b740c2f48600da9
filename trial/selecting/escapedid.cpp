#include <trial/selecting/escapedid.hpp>

#include <cstddef>

namespace trial {

namespace {

constexpr std::string_view letters = "\\nr";
constexpr std::string_view meanings = "\\\n\r";

}  // namespace

std::string escapedId(std::string_view id) {
  std::string text;
  for (const char c : id) {
    const auto which = meanings.find(c);
    if (which != std::string_view::npos) text += '\\';
    text += which == std::string_view::npos ? c : letters[which];
  }
  return text;
}

std::string unescapedId(std::string_view text) {
  std::string id;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto which = text[at] == '\\' && at + 1 < text.size() ? letters.find(text[at + 1])
                                                                : std::string_view::npos;
    if (which != std::string_view::npos) ++at;
    id += which == std::string_view::npos ? text[at] : meanings[which];
  }
  return id;
}

}  // namespace trial
