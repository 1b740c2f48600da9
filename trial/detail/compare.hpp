/// The comparisons of the assertions.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/detail/printable.hpp>

namespace trial::detail {

[[nodiscard]] TRIAL_DIST_API bool matchesRegex(const std::string& text, const std::string& pattern);

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                 !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                 !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;
template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;
/// True if at least one is an array (not text) and the other an array or a container.
template <class A, class B>
inline constexpr bool arrays = [] {
  if (!std::is_array_v<A> && !std::is_array_v<B>) return false;
  return reactor::detail::RangeLike<A> && reactor::detail::RangeLike<B>;
}();

template <class T>
bool isNull(const T& value) {
  if constexpr (std::is_pointer_v<T>) {
    return value == nullptr;
  } else {
    return (void)value, false;
  }
}

/// Compares texts by their characters, integers by value also if only one is signed, arrays item by
/// item, other types with `==`.
template <class A, class B>
bool equal(const A& first, const B& second) {
  if constexpr (Text<A> && Text<B>) {
    if (isNull(first) || isNull(second)) return isNull(first) && isNull(second);
    return reactor::detail::textOf(first) == reactor::detail::textOf(second);
  } else if constexpr (Number<A> && Number<B>) {
    return std::cmp_equal(first, second);
  } else if constexpr (arrays<A, B>) {
    return std::equal(std::begin(first), std::end(first), std::begin(second), std::end(second),
                      [](const auto& a, const auto& b) { return equal(a, b); });
  } else {
    constexpr bool comparable = requires { static_cast<bool>(first == second); };
    static_assert(comparable, "these two types cannot be compared with ==");
    if constexpr (comparable) {
      return static_cast<bool>(first == second);
    } else {
      return false;
    }
  }
}

/// Compares texts and integers like `equal`, other types with `<`. The functions below are alike,
/// each with its own operator.
template <class A, class B>
bool less(const A& first, const B& second) {
  if constexpr (Text<A> && Text<B>) {
    if (isNull(first) || isNull(second)) return isNull(first) && !isNull(second);
    return reactor::detail::textOf(first) < reactor::detail::textOf(second);
  } else if constexpr (Number<A> && Number<B>) {
    return std::cmp_less(first, second);
  } else {
    constexpr bool comparable = requires { static_cast<bool>(first < second); };
    static_assert(comparable, "these two types cannot be compared with <");
    if constexpr (comparable) {
      return static_cast<bool>(first < second);
    } else {
      return false;
    }
  }
}
template <class A, class B>
bool lessEqual(const A& first, const B& second) {
  if constexpr ((Text<A> && Text<B>) || (Number<A> && Number<B>)) {
    return !less(second, first);
  } else {
    constexpr bool comparable = requires { static_cast<bool>(first <= second); };
    static_assert(comparable, "these two types cannot be compared with <=");
    if constexpr (comparable) {
      return static_cast<bool>(first <= second);
    } else {
      return false;
    }
  }
}
template <class A, class B>
bool greater(const A& first, const B& second) {
  if constexpr ((Text<A> && Text<B>) || (Number<A> && Number<B>)) {
    return less(second, first);
  } else {
    constexpr bool comparable = requires { static_cast<bool>(first > second); };
    static_assert(comparable, "these two types cannot be compared with >");
    if constexpr (comparable) {
      return static_cast<bool>(first > second);
    } else {
      return false;
    }
  }
}
template <class A, class B>
bool greaterEqual(const A& first, const B& second) {
  if constexpr ((Text<A> && Text<B>) || (Number<A> && Number<B>)) {
    return !less(first, second);
  } else {
    constexpr bool comparable = requires { static_cast<bool>(first >= second); };
    static_assert(comparable, "these two types cannot be compared with >=");
    if constexpr (comparable) {
      return static_cast<bool>(first >= second);
    } else {
      return false;
    }
  }
}

template <class V, class C>
bool contains(const V& containee, const C& container) {
  if constexpr (Text<C>) {
    static_assert(std::same_as<V, char> || Text<V>, "a text contains characters and texts");
    if (isNull(container) || isNull(containee)) return false;
    const std::string_view text = reactor::detail::textOf(container);
    if constexpr (std::same_as<V, char>) {
      return text.find(containee) != std::string_view::npos;
    } else if constexpr (Text<V>) {
      return text.find(reactor::detail::textOf(containee)) != std::string_view::npos;
    } else {
      return false;
    }
  } else if constexpr (requires { container.contains(containee); }) {
    return container.contains(containee);
  } else {
    constexpr bool hasItems = reactor::detail::RangeLike<C> || requires {
      begin(container);
      end(container);
    };
    static_assert(hasItems, "a container has keys or items, or is a text");
    if constexpr (hasItems) {
      for (const auto& item : container) {
        if (equal(item, containee)) return true;
      }
    }
    return false;
  }
}

/// |first - second| without overflow; none if no integer type can hold it.
template <Number A, Number B>
std::optional<std::uintmax_t> distance(A first, B second) {
  if (std::cmp_less(second, first)) return distance(second, first);
  const auto low = static_cast<std::uintmax_t>(first);
  const auto high = static_cast<std::uintmax_t>(second);
  const auto between = high - low;  // modulo 2^64
  if (std::cmp_less(first, 0) && !std::cmp_less(second, 0) && between < high) return std::nullopt;
  return between;
}

template <class A, class B, class T>
bool approximates(const A& first, const B& second, const T& tolerance) {
  if constexpr (Number<A> && Number<B>) {
    const auto between = distance(first, second);
    if constexpr (Number<T>) {
      return between && std::cmp_less_equal(*between, tolerance);
    } else {
      return between && static_cast<long double>(*between) <= tolerance;
    }
  } else {
    using std::abs;
    return static_cast<bool>(abs(first - second) <= tolerance);
  }
}

/// True if the difference, rounded to `places` decimal places, is 0.
template <class A, class B>
bool almostEqual(const A& first, const B& second, int places) {
  double difference = 0;
  if constexpr (Number<A> && Number<B>) {
    const auto between = distance(first, second);
    if (!between) return false;
    difference = static_cast<double>(*between);
  } else {
    difference = static_cast<double>(second - first);
  }
  return std::nearbyint(difference * std::pow(10.0, places)) == 0;
}

}  // namespace trial::detail
