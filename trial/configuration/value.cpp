#include <trial/configuration/value.hpp>

#include <array>

#include <fmt/format.h>

namespace trial {

void configurationError(const ConfigurationPlace& place, std::string_view what) {
  throw ConfigurationError(
      fmt::format("{}:{}:{}: {}", place.file->string(), place.line, place.column, what));
}

std::string_view ConfigurationValue::kind() const noexcept {
  // In the order of the variant.
  constexpr std::array<std::string_view, 7> kinds = {
      "a string", "a whole number", "a number", "a boolean", "a date", "a list", "a table"};
  return kinds.at(what.index());
}

}  // namespace trial
