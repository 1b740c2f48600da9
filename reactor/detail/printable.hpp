/// Type traits of repr: in which form a type is shown, and whether its values are.
#pragma once

#include <concepts>
#include <cstddef>
#include <iosfwd>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace reactor {

namespace detail {

template <class T>
inline constexpr bool isCString =
    std::is_pointer_v<T>&& std::is_same_v<std::remove_cv_t<std::remove_pointer_t<T>>, char>;
template <class T>
concept CString = isCString<std::decay_t<T>>;
template <class T>
concept TextLike = std::convertible_to<const T&, std::string_view>;
template <class T>
concept HasRepr = requires(const T& v) {
  { v.repr() } -> std::convertible_to<std::string>;
};
/// Has an operator<<. Arrays do not count, since they are streamed as an address.
template <class T>
concept Streamed = !std::is_array_v<T> && requires(std::ostream & out, const T& v) {
  out << v;
};
template <class T>
concept TupleLike = requires {
  std::tuple_size<T>::value;
};
template <class T>
concept RangeLike = requires(const T& v) {
  std::begin(v);
  std::end(v);
};
template <class T>
concept OptionalLike = requires(const T& v) {
  v.has_value();
  *v;
};
/// A pointer or smart pointer, which is streamed as an address.
template <class T>
concept Pointing = std::is_pointer_v<T> || requires(const T& v) {
  typename T::element_type;
  v.get();
};

template <class T>
std::string_view textOf(const T& text) {
  if constexpr (std::is_array_v<T>) {  // it need not end with a NUL
    const std::string_view all(text, std::extent_v<T>);
    return all.substr(0, all.find('\0'));
  } else {
    return text;
  }
}

/// Whether repr shows the whole value of a `T` and no address of an object; with `everywhere`, no
/// pointer either, which differs from process to process. `Outer` are the types that contain it.
template <class T, bool everywhere, class... Outer>
consteval bool showsValues() {
  if constexpr ((std::is_same_v<T, Outer> || ...) || std::is_arithmetic_v<T> ||
                std::is_null_pointer_v<T> || std::is_same_v<T, std::nullopt_t> ||
                std::is_enum_v<T> || CString<T> || HasRepr<T> || TextLike<T>) {
    return true;
  } else if constexpr (TupleLike<T>) {
    const auto all = []<std::size_t... i>(std::index_sequence<i...>) {
      return (
          showsValues<std::remove_cvref_t<std::tuple_element_t<i, T>>, everywhere, T, Outer...>() &&
          ...);
    };
    return all(std::make_index_sequence<std::tuple_size_v<T>>());
  } else if constexpr (Streamed<T>) {
    return !everywhere || !Pointing<T>;
  } else if constexpr (RangeLike<T>) {
    return showsValues<std::remove_cvref_t<decltype(*std::begin(std::declval<const T&>()))>,
                       everywhere, T, Outer...>();
  } else if constexpr (OptionalLike<T>) {
    return showsValues<std::remove_cvref_t<decltype(*std::declval<const T&>())>, everywhere, T,
                       Outer...>();
  } else {
    return false;
  }
}

}  // namespace detail

/// A type whose values `repr` shows, with all that they contain.
template <class T>
concept Printable = detail::showsValues<T, false>();
/// A printable type without pointers, so that equal values have the same repr in every process.
template <class T>
concept PrintableEverywhere = detail::showsValues<T, true>();

}  // namespace reactor
