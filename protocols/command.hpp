/// Commands: one struct describes a question, its answer and its errors, for both sides.
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

/// What a command has when it does not say otherwise.
struct Command {
  // `static constexpr std::string_view commandName` stands for the name of the struct when it is
  // declared.
  using Arguments = Args<>;
  struct Response {
    using Layout = Fields<>;
  };
  /// The exceptions that travel by name (AMP-10).
  using Errors = ErrorCodes<>;
  /// Those after which the connection ends (AMP-12).
  using FatalErrors = ErrorCodes<>;
  /// False: the caller asks for no answer and gets none (AMP-07).
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

/// The last component of a type's name.
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
