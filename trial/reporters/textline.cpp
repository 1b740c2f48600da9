#include <trial/reporters/textline.hpp>

#include <algorithm>

#include <locale.h>
#include <wchar.h>

#include <fmt/format.h>
#include <trial/cases/utf8.hpp>

namespace trial {

namespace {

bool isPlain(char c) { return c >= ' ' && c <= '~'; }

struct Character {
  std::string_view bytes;
  /// False if the bytes are not UTF-8; then `bytes` is one byte.
  bool valid;
  char32_t code;
};

/// Decodes the first character of `text`, which must not be empty.
Character firstOf(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const auto bytes = text.substr(0, size);
  if (bytes.size() < size || validUtf8Prefix(bytes) < size) {
    return {text.substr(0, 1), false, lead};
  }
  if (size == 1) return {bytes, true, lead};
  char32_t code = lead & (0x7FU >> size);
  for (const char c : bytes.substr(1)) code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return {bytes, true, code};
}

bool breaksLines(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ||  // controls
         code == 0x2028 || code == 0x2029 ||              // separators of lines and paragraphs
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);  // directions
}

std::string escaped(const Character& character) {
  switch (character.code) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  const auto code = static_cast<unsigned>(character.code);
  return code < 0x80 || !character.valid ? fmt::format("\\x{:02x}", code)
                                         : fmt::format("\\u{:04x}", code);
}

/// The width of a character by the C library, in a UTF-8 locale of its own: the program's locale
/// may be "C", which knows no wide characters.
class WidthsOfUnicode final {
 public:
  WidthsOfUnicode() : before_(unicode() != nullptr ? ::uselocale(unicode()) : nullptr) {}
  ~WidthsOfUnicode() {
    if (before_ != nullptr) ::uselocale(before_);
  }
  WidthsOfUnicode(const WidthsOfUnicode&) = delete;
  WidthsOfUnicode& operator=(const WidthsOfUnicode&) = delete;

  [[nodiscard]] std::size_t of(char32_t code) const {
    const int width = before_ != nullptr ? ::wcwidth(static_cast<wchar_t>(code)) : 1;
    return width < 0 ? 1 : static_cast<std::size_t>(width);
  }

 private:
  static locale_t unicode() {
    static const locale_t locale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  locale_t before_;
};

}  // namespace

std::string inOneLine(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), isPlain)) return std::string(text);
  std::string line;
  while (!text.empty()) {
    const auto character = firstOf(text);
    if (character.valid && !breaksLines(character.code)) {
      line += character.bytes;
    } else {
      line += escaped(character);
    }
    text.remove_prefix(character.bytes.size());
  }
  return line;
}

std::string nameInOneLine(std::string_view name) {
  constexpr std::string_view behind = "\\nrtxu";
  std::string doubled;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool more = name[at] == '\\' && at + 1 < name.size();
    if (more && (!isPlain(name[at + 1]) || behind.find(name[at + 1]) != std::string_view::npos))
      doubled += '\\';
    doubled += name[at];
  }
  return inOneLine(doubled);
}

std::string idInOneLine(std::string_view id) {
  const auto inside = std::min(id.find("::"), id.size());
  return inOneLine(id.substr(0, inside)) + nameInOneLine(id.substr(inside));
}

std::size_t columnsOf(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), isPlain)) return text.size();
  const WidthsOfUnicode widths;
  std::size_t columns = 0;
  while (!text.empty()) {
    const auto character = firstOf(text);
    columns += widths.of(character.code);
    text.remove_prefix(character.bytes.size());
  }
  return columns;
}

}  // namespace trial
