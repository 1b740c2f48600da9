#include <reactor/repr.hpp>

#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

#include <reactor/failure.hpp>

namespace reactor::detail {

std::string reprText(std::string_view text) {
  const bool hasSingle = text.find('\'') != std::string_view::npos;
  const char quote = hasSingle && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\\': out += "\\\\"; break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (c == quote) {
          out += '\\';
          out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
          out += fmt::format("\\x{:02x}", byte);
        } else {
          out += c;
        }
      }
    }
  }
  return out += quote;
}

std::string reprSigned(std::int64_t value) { return std::to_string(value); }
std::string reprUnsigned(std::uint64_t value) { return std::to_string(value); }

std::string reprFloat(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  char buffer[32];
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  std::string text(buffer, end);
  const int exponent = std::stoi(text.substr(text.find('e') + 1));
  if (exponent < -4 || exponent >= 16) return text;
  const auto fixedEnd =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
  text.assign(buffer, fixedEnd);
  if (text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string reprEnum(const std::type_info& type, const std::string& number) {
  return fmt::format("<{} {}>", qualifiedName(type), number);
}

std::string reprObject(const std::type_info& type, const void* address) {
  return fmt::format("<{} object at {}>", qualifiedName(type), address);
}

std::string reprStreamed(void (*print)(std::ostream&, const void*), const void* value) {
  std::ostringstream out;
  print(out, value);
  return std::move(out).str();
}

}  // namespace reactor::detail
