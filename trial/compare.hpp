/// What assertions compare by, and how they show two values that differ.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <reactor/api.hpp>
#include <reactor/repr.hpp>

namespace trial::detail {

/// Two texts that differ, with the lines that do.
[[nodiscard]] TRIAL_DIST_API std::string textDifference(std::string_view first,
                                                        std::string_view second);
/// A line that says where two containers first differ; what is in one of them alone.
[[nodiscard]] TRIAL_DIST_API std::string differenceAt(const std::string& place,
                                                      const std::string& first,
                                                      const std::string& second);
[[nodiscard]] TRIAL_DIST_API std::string onlyIn(bool first, const std::string& what);
/// `<X object at 0x..>` with the words that it cannot be printed.
[[nodiscard]] TRIAL_DIST_API std::string withoutPrinting(std::string repr);
[[nodiscard]] TRIAL_DIST_API bool matchesRegex(const std::string& text, const std::string& pattern);

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                 !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                 !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;
template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;
template <class T>
concept CString = std::same_as < std::decay_t<T>,
const char* > || std::same_as<std::decay_t<T>, char*>;

template <class T>
bool isNull(const T& value) {
  if constexpr (std::is_pointer_v<T>) {
    return value == nullptr;
  } else {
    return (void)value, false;
  }
}

/// Texts by their characters, integers by their value whatever their signs, all else by `==`.
template <class A, class B>
bool equal(const A& first, const B& second) {
  if constexpr (Text<A> && Text<B>) {
    if (isNull(first) || isNull(second)) return isNull(first) && isNull(second);
    return std::string_view(first) == std::string_view(second);
  } else if constexpr (Number<A> && Number<B>) {
    return std::cmp_equal(first, second);
  } else {
    return static_cast<bool>(first == second);
  }
}

/// What an assertion shows of a value; of one that cannot be printed it says so.
template <class T>
std::string shown(const T& value) {
  if constexpr (reactor::Printable<T>) {
    return reactor::repr(value);
  } else {
    return withoutPrinting(reactor::repr(value));
  }
}

template <class T>
concept Associative = requires(const T& container, const typename T::key_type& key) {
  container.find(key) == container.end();
};
template <class T>
concept Map = Associative<T> && requires {
  typename T::mapped_type;
};

/// Where two maps first differ.
template <Map C>
std::string differenceOf(const C& first, const C& second) {
  for (const auto& [key, value] : first) {
    const auto other = second.find(key);
    if (other == second.end()) return onlyIn(true, shown(key));
    if (!equal(value, other->second)) {
      return differenceAt(shown(key), shown(value), shown(other->second));
    }
  }
  for (const auto& [key, value] : second) {
    if (first.find(key) == first.end()) return onlyIn(false, shown(key));
  }
  return {};
}
/// Two sets.
template <Associative C>
requires(!Map<C>) std::string differenceOf(const C& first, const C& second) {
  for (const auto& key : first) {
    if (second.find(key) == second.end()) return onlyIn(true, shown(key));
  }
  for (const auto& key : second) {
    if (first.find(key) == first.end()) return onlyIn(false, shown(key));
  }
  return {};
}
/// Two sequences.
template <class A, class B>
std::string differenceOf(const A& first, const B& second) {
  auto a = first.begin();
  auto b = second.begin();
  std::size_t i = 0;
  for (; a != first.end() && b != second.end(); ++a, ++b, ++i) {
    if (!equal(*a, *b)) return differenceAt(std::to_string(i), shown(*a), shown(*b));
  }
  if (a != first.end()) return onlyIn(true, "[" + std::to_string(i) + "] " + shown(*a));
  if (b != second.end()) return onlyIn(false, "[" + std::to_string(i) + "] " + shown(*b));
  return {};
}

/// Shown element by element.
template <class T>
concept Elementwise = reactor::detail::RangeLike<T> && !reactor::detail::HasRepr<T> &&
                      !reactor::detail::Streamed<T> && !Text<T>;

template <class A, class B>
std::string unequalText(const A& first, const B& second) {
  auto text = shown(first) + " != " + shown(second);
  if constexpr (Text<A> && Text<B>) {
    if (!isNull(first) && !isNull(second)) text += textDifference(first, second);
  } else if constexpr (Elementwise<A> && Elementwise<B>) {
    text += differenceOf(first, second);
  }
  return text;
}

template <class V, class C>
bool contains(const V& containee, const C& container) {
  if constexpr (Text<C>) {
    if constexpr (std::same_as<V, char>) {
      return std::string_view(container).find(containee) != std::string_view::npos;
    } else {
      return std::string_view(container).find(std::string_view(containee)) !=
             std::string_view::npos;
    }
  } else if constexpr (requires { container.contains(containee); }) {
    return container.contains(containee);
  } else {
    for (const auto& item : container) {
      if (equal(item, containee)) return true;
    }
    return false;
  }
}

/// Rounded to `places` the two are the same.
template <class A, class B>
bool almostEqual(const A& first, const B& second, int places) {
  const auto difference = static_cast<double>(second - first);
  return std::nearbyint(difference * std::pow(10.0, places)) == 0;
}

}  // namespace trial::detail
