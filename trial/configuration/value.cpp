#include <trial/configuration/value.hpp>

#include <array>
#include <cstddef>
#include <string>

#include <fmt/format.h>

namespace trial {

namespace {

// Of a message, in bytes: it may quote a text of the file.
constexpr std::size_t longestMessage = 1000;

/// On one line, and no longer than a user reads.
std::string onOneLine(std::string_view text) {
  std::string line;
  for (const char c : text.substr(0, longestMessage)) {
    if (c == '\n') {
      line += "\\n";
    } else if (static_cast<unsigned char>(c) < ' ') {
      line += fmt::format("\\x{:02x}", c);
    } else {
      line += c;
    }
  }
  return text.size() > longestMessage ? line + "[...]" : line;
}

}  // namespace

void configurationError(const ConfigurationPlace& place, std::string_view what) {
  throw ConfigurationError(
      fmt::format("{}:{}:{}: {}", place.file->string(), place.line, place.column, onOneLine(what)));
}

std::string_view ConfigurationValue::kind() const noexcept {
  // In the order of the variant.
  constexpr std::array<std::string_view, 7> kinds = {
      "a string", "a whole number", "a floating-point number", "a boolean", "a date",
      "a list",   "a table"};
  return kinds.at(what.index());
}

}  // namespace trial
