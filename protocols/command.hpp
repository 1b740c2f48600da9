/// Command: a struct that describes the arguments, the answer and the errors of a command, for both
/// sides.
/// (twisted.protocols.amp.Command)
///
///     struct Run : Command {
///       using Arguments = Args<Arg<"testCase", NativeString>, Arg<"index", Optional<Integer>>>;
///       struct Response {
///         bool success = false;
///         using Layout = Fields<Field<"success", Boolean, &Response::success>>;
///       };
///       using Errors = ErrorCodes<ErrorCode<NotLoadable, "NOT_LOADABLE">>;
///     };
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

#include <protocols/amplist.hpp>
#include <protocols/detail/errorcode.hpp>
#include <protocols/fields.hpp>

namespace protocols {

/// The base of commands, with the defaults.
struct Command {
  // A command may declare `static constexpr std::string_view commandName`; by default its name is
  // that of the struct.
  using Arguments = Args<>;
  struct Response {
    using Layout = Fields<>;
  };
  /// The exceptions that are sent to the peer by code (AMP-10).
  using Errors = ErrorCodes<>;
  /// The exceptions that are sent and then end the connection (AMP-12).
  using FatalErrors = ErrorCodes<>;
  /// If false, the caller requests no answer and gets none (AMP-07).
  static constexpr bool requiresAnswer = true;
};

/// A command without its types.
struct CommandDescription {
  std::string_view name;
  const ErrorEntry* errors = nullptr;
  std::size_t errorCount = 0;
  bool requiresAnswer = true;
};

namespace detail {

/// The last component of the name of T.
template <class T>
constexpr std::string_view className() {
  std::string_view name = __PRETTY_FUNCTION__;
  name = name.substr(name.find("T = ") + 4);
  name = name.substr(0, name.find_first_of(";]"));
  return name.substr(name.rfind(':') + 1);
}

template <class C>
constexpr std::string_view commandName() {
  if constexpr (requires { C::commandName; }) {
    return C::commandName;
  } else {
    return className<C>();
  }
}

template <class C>
inline constexpr auto errorEntries = std::apply(
    [](auto... entry) { return std::array<ErrorEntry, sizeof...(entry)>{entry...}; },
    std::tuple_cat(C::FatalErrors::template entries<true>(), C::Errors::template entries<false>()));

}  // namespace detail

template <class C>
inline constexpr CommandDescription describe{detail::commandName<C>(),
                                             detail::errorEntries<C>.data(),
                                             detail::errorEntries<C>.size(), C::requiresAnswer};

}  // namespace protocols
