/// ErrorCodes: the exceptions that are sent to the peer, and their codes on the wire.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <protocols/detail/fixedstring.hpp>
#include <reactor/failure.hpp>

namespace protocols {

/// An exception that a command declares, and its code on the wire. The other side makes a new E of
/// its text.
template <class E, FixedString Code>
struct ErrorCode {
  static constexpr std::string_view code = Code.view();
  static bool is(const reactor::Failure& failure) { return failure.is<E>(); }
  static reactor::Failure make(const std::string& text) {
    if constexpr (std::is_constructible_v<E, const std::string&>) {
      return reactor::Failure(E(text));
    } else {
      return reactor::Failure(E());
    }
  }
};

/// An ErrorCode without its types.
struct ErrorEntry {
  std::string_view code;
  bool (*is)(const reactor::Failure&);
  reactor::Failure (*make)(const std::string&);
  bool fatal;
};

namespace detail {

template <class T>
struct Entries;

}  // namespace detail

/// A list of `ErrorCode`s, or of the `ErrorCodes` of the command that this one is derived from
/// (AMP-11). The first one that matches an exception is used.
template <class... E>
struct ErrorCodes {
  template <bool Fatal>
  static constexpr auto entries() {
    return std::tuple_cat(detail::Entries<E>::template list<Fatal>()...);
  }
};

namespace detail {

template <class E, FixedString Code>
struct Entries<ErrorCode<E, Code>> {
  template <bool Fatal>
  static constexpr auto list() {
    using Known = ErrorCode<E, Code>;
    return std::tuple<ErrorEntry>(ErrorEntry{Known::code, &Known::is, &Known::make, Fatal});
  }
};
template <class... E>
struct Entries<ErrorCodes<E...>> {
  template <bool Fatal>
  static constexpr auto list() {
    return ErrorCodes<E...>::template entries<Fatal>();
  }
};

}  // namespace detail

}  // namespace protocols
