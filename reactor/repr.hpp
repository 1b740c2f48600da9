/// repr: the debug form of a value as Python's repr shows it: 'orange', 5, 0.5, True, [1, 2],
/// (1, 'a'), {'a': 1}. An enumerator without another form is shown as `<Color 2>`. (Python's repr)
#pragma once

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/detail/printable.hpp>

namespace reactor {

namespace detail {
TRIAL_DIST_API std::string reprText(std::string_view text);
TRIAL_DIST_API std::string reprSigned(std::int64_t value);
TRIAL_DIST_API std::string reprUnsigned(std::uint64_t value);
TRIAL_DIST_API std::string reprFloat(double value);
TRIAL_DIST_API std::string reprEnum(const std::type_info& type, const std::string& number);
TRIAL_DIST_API std::string reprObject(const std::type_info& type, const void* address);
TRIAL_DIST_API std::string reprStreamed(void (*print)(std::ostream&, const void*),
                                        const void* value);
}  // namespace detail

/// A value of a type that cannot be printed is shown as its type and address:
/// `<std.mutex object at 0x7f..>`.
template <class T>
[[nodiscard]] std::string repr(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value ? "True" : "False";
  } else if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) {
    return "None";
  } else if constexpr (std::is_same_v<T, char>) {
    return detail::reprText(std::string_view(&value, 1));
  } else if constexpr (detail::CString<T> && !std::is_array_v<T>) {
    const char* text = value;
    return text == nullptr ? "None" : detail::reprText(text);
  } else if constexpr (std::signed_integral<T>) {
    return detail::reprSigned(static_cast<std::int64_t>(value));
  } else if constexpr (std::unsigned_integral<T>) {
    return detail::reprUnsigned(static_cast<std::uint64_t>(value));
  } else if constexpr (std::floating_point<T>) {
    return detail::reprFloat(static_cast<double>(value));
  } else if constexpr (detail::HasRepr<T>) {
    return value.repr();
  } else if constexpr (detail::TextLike<T>) {
    return detail::reprText(detail::textOf(value));
  } else if constexpr (detail::TupleLike<T>) {
    return std::apply(
        [](const auto&... items) {
          std::string text;
          ((text += (text.empty() ? "" : ", ") + repr(items)), ...);
          return "(" + text + (sizeof...(items) == 1 ? ",)" : ")");
        },
        value);
  } else if constexpr (detail::Streamed<T>) {
    return detail::reprStreamed(
        [](std::ostream& out, const void* v) { out << *static_cast<const T*>(v); }, &value);
  } else if constexpr (detail::RangeLike<T>) {
    constexpr bool isMap = requires { typename T::mapped_type; };
    constexpr bool isSet = !isMap && requires { typename T::key_type; };
    std::string text = isMap || isSet ? "{" : "[";
    for (const auto& item : value) {
      if (text.size() > 1) text += ", ";
      if constexpr (isMap) {
        text += repr(item.first) + ": " + repr(item.second);
      } else {
        text += repr(item);
      }
    }
    return text + (isMap || isSet ? "}" : "]");
  } else if constexpr (detail::OptionalLike<T>) {
    return value.has_value() ? repr(*value) : "None";
  } else if constexpr (std::is_enum_v<T>) {
    // The plus makes a number of a char.
    return detail::reprEnum(typeid(T),
                            std::to_string(+static_cast<std::underlying_type_t<T>>(value)));
  } else {
    return detail::reprObject(typeid(T), static_cast<const void*>(&value));
  }
}

}  // namespace reactor
