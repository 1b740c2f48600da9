#include <trial/selecting/escapedid.hpp>

#include <charconv>
#include <cstddef>
#include <optional>

namespace trial {

namespace {

constexpr std::string_view escapes = "\\nrt";
constexpr std::string_view meanings = "\\\n\r\t";

/// The hexadecimal number of so many digits at the beginning of a text.
std::optional<unsigned> hexAt(std::string_view text, std::size_t digits) {
  text = text.substr(0, digits);
  unsigned number = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number, 16);
  if (text.size() < digits || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

/// Of a character between U+0080 and U+FFFF.
std::string utf8Of(unsigned code) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  if (code < 0x800U) return {byte(0xC0U | (code >> 6U)), byte(0x80U | (code & 0x3FU))};
  return {byte(0xE0U | (code >> 12U)), byte(0x80U | ((code >> 6U) & 0x3FU)),
          byte(0x80U | (code & 0x3FU))};
}

/// How much of the text is an escape, and what that stands for; 0 if it begins with none.
struct Escape {
  std::size_t size = 0;
  std::string meaning = {};
};
Escape escapeAt(std::string_view text) {
  if (text.size() < 2 || text.front() != '\\') return {};
  const auto which = escapes.find(text[1]);
  if (which != std::string_view::npos) return {2, std::string(1, meanings[which])};
  if (text[1] == 'x') {
    if (const auto byte = hexAt(text.substr(2), 2)) return {4, {static_cast<char>(*byte)}};
  } else if (text[1] == 'u') {
    if (const auto code = hexAt(text.substr(2), 4); code && *code >= 0x80U)
      return {6, utf8Of(*code)};
  }
  return {};
}

}  // namespace

std::string escapedId(std::string_view id) {
  std::string text;
  for (const char c : id) {
    const auto which = std::string_view("\\\n\r").find(c);
    if (which != std::string_view::npos) text += '\\';
    text += which == std::string_view::npos ? c : escapes[which];
  }
  return text;
}

std::string unescapedId(std::string_view text) {
  std::string id;
  while (!text.empty()) {
    const auto escape = escapeAt(text);
    if (escape.size == 0) {
      id += text.front();
      text.remove_prefix(1);
    } else {
      id += escape.meaning;
      text.remove_prefix(escape.size);
    }
  }
  return id;
}

}  // namespace trial
