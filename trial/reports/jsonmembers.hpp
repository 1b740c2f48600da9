/// Members of JSON that others wrote. Each throws an exception of nlohmann or
/// `std::runtime_error` that names the member if it is missing or something else.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>

#include <trial/reports/jsontext.hpp>

namespace trial {

inline constexpr int anyInteger = std::numeric_limits<int>::min();

/// An integer of `least` to `most`.
[[nodiscard]] int integerAt(const Json& object, const char* key, int least,
                            int most = std::numeric_limits<int>::max());
/// The same; none if there is no such member.
[[nodiscard]] std::optional<int> integerIfAt(const Json& object, const char* key, int least,
                                             int most = std::numeric_limits<int>::max());
[[nodiscard]] double numberAt(const Json& object, const char* key);
[[nodiscard]] std::optional<double> numberIfAt(const Json& object, const char* key);
[[nodiscard]] bool booleanAt(const Json& object, const char* key);
[[nodiscard]] const Json& arrayAt(const Json& object, const char* key);

}  // namespace trial
