#include <trial/reports/jsonmembers.hpp>

#include <cstdint>
#include <stdexcept>

#include <fmt/format.h>

namespace trial {

int integerAt(const Json& object, const char* key, int least, int most) {
  const auto& value = object.at(key);
  // nlohmann would take a number with a fraction, true, and what is too large for an int.
  const auto* const number = value.get_ptr<const Json::number_integer_t*>();
  const bool fits = number != nullptr && *number >= least && *number <= most &&
                    (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX);
  if (fits) return static_cast<int>(*number);
  throw std::runtime_error(fmt::format("{} is {}, and no integer of {}", key, value.dump(),
                                       most == std::numeric_limits<int>::max()
                                           ? fmt::format("{} or more", least)
                                           : fmt::format("{} to {}", least, most)));
}

std::optional<int> integerIfAt(const Json& object, const char* key, int least, int most) {
  if (!object.contains(key)) return std::nullopt;
  return integerAt(object, key, least, most);
}

double numberAt(const Json& object, const char* key) {
  const auto& value = object.at(key);
  if (!value.is_number()) {
    throw std::runtime_error(fmt::format("{} is {}, and no number", key, value.dump()));
  }
  return value.get<double>();
}

std::optional<double> numberIfAt(const Json& object, const char* key) {
  if (!object.contains(key)) return std::nullopt;
  return numberAt(object, key);
}

bool booleanAt(const Json& object, const char* key) { return object.at(key).get<bool>(); }

const Json& arrayAt(const Json& object, const char* key) {
  const auto& value = object.at(key);
  if (value.is_array()) return value;
  throw std::runtime_error(fmt::format("{} is {}, and no array", key, value.dump()));
}

}  // namespace trial
