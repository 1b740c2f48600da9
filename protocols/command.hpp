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
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <protocols/arguments.hpp>
#include <protocols/error.hpp>

namespace protocols {

/// A text as a template's argument.
template <std::size_t N>
struct FixedString {
  // NOLINTNEXTLINE(google-explicit-constructor): written as a plain text.
  consteval FixedString(const char (&characters)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = characters[i];
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N - 1}; }
  char text[N]{};
};

namespace detail {

[[noreturn]] TRIAL_DIST_API void missing(std::string_view name, std::string_view command);

template <class Kind>
std::size_t present(const typename Kind::Parameter& value) {
  if constexpr (isOptional<Kind>) {
    return value ? 1 : 0;
  } else {
    return 1;
  }
}

template <class Kind>
struct Unwrapped {
  using type = Kind;
};
template <class E>
struct Unwrapped<Optional<E>> {
  using type = E;
};

/// Writes `value` under its name, or nothing when it is an absent optional one.
template <class Kind>
void writeField(BoxWriter& box, std::string_view name, const typename Kind::Parameter& value) {
  if constexpr (isOptional<Kind>) {
    if (!value) return;
    box.key(name);
    Unwrapped<Kind>::type::write(box, *value);
  } else {
    box.key(name);
    Kind::write(box, value);
  }
}

/// `InvalidSignature` when it is missing or of another type.
template <class Kind>
typename Kind::Value readField(const ReceivedBox& box, std::string_view command,
                               std::string_view name) {
  const auto* value = box.find(name);
  if (value == nullptr) {
    if constexpr (isOptional<Kind>) {
      return std::nullopt;
    } else {
      missing(name, command);
    }
  }
  ValueReader reader(value, command, name);
  return Unwrapped<Kind>::type::read(reader);
}

/// The last component of a type's name.
template <class T>
constexpr std::string_view className() {
  std::string_view name = __PRETTY_FUNCTION__;
  name = name.substr(name.find("T = ") + 4);
  name = name.substr(0, name.find_first_of(";]"));
  return name.substr(name.rfind(':') + 1);
}

}  // namespace detail

/// One argument: its name on the wire and its kind.
template <FixedString Name, class K>
struct Arg {
  using Kind = K;
  static constexpr std::string_view name = Name.view();
  static_assert(!name.empty() && name.front() != '_',
                "names with an underscore are the protocol's own");
};

/// The arguments of a command, in the order in which they are passed.
template <class... A>
struct Args {
  using Values = std::tuple<typename A::Kind::Value...>;
  static constexpr std::size_t size = sizeof...(A);

  /// How many must be passed: those up to the last one that is not optional.
  static constexpr std::size_t required = [] {
    constexpr std::array<bool, size + 1> optional{isOptional<typename A::Kind>..., false};
    std::size_t count = size;
    while (count > 0 && optional[count - 1]) --count;
    return count;
  }();

  /// Whether these types fit the arguments from the first on.
  template <class... P>
  static constexpr bool accept() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
      return (std::tuple_element_t<I, std::tuple<typename A::Kind...>>::template accepts<
                  std::tuple_element_t<I, std::tuple<P...>>> &&
              ...);
    }
    (std::index_sequence_for<P...>{});
  }

  using Parameters = std::tuple<typename A::Kind::Parameter...>;

  /// Views of what was passed; those left out at the end are absent.
  template <class... P>
  static Parameters parameters(const P&... passed) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      [[maybe_unused]] const auto all = std::tie(passed...);
      return Parameters(pick<I>(all)...);
    }
    (std::index_sequence_for<A...>{});
  }
  /// How many are there.
  static std::size_t present(const Parameters& all) {
    return std::apply(
        [](const auto&... value) {
          return (std::size_t{0} + ... + detail::present<typename A::Kind>(value));
        },
        all);
  }
  static void write(BoxWriter& box, const Parameters& all) {
    std::apply(
        [&box](const auto&... value) {
          (void)box;
          (detail::writeField<typename A::Kind>(box, A::name, value), ...);
        },
        all);
  }
  static Values read(const ReceivedBox& box, std::string_view command) {
    (void)box, (void)command;
    return Values{detail::readField<typename A::Kind>(box, command, A::name)...};
  }

 private:
  template <std::size_t I, class Passed>
  static std::tuple_element_t<I, Parameters> pick(const Passed& passed) {
    if constexpr (I < std::tuple_size_v<Passed>) {
      return std::get<I>(passed);
    } else {
      return std::nullopt;
    }
  }
};

/// One member of a response.
template <FixedString Name, class K, auto Member>
struct Field {
  using Kind = K;
  static constexpr std::string_view name = Name.view();
  static constexpr auto member = Member;
  static_assert(!name.empty() && name.front() != '_',
                "names with an underscore are the protocol's own");
};

/// How the members of a response travel.
template <class... F>
struct Fields {
  template <class R>
  static std::size_t present(const R& response) {
    (void)response;
    return (std::size_t{0} + ... + detail::present<typename F::Kind>(response.*F::member));
  }
  template <class R>
  static void write(BoxWriter& box, const R& response) {
    (void)box, (void)response;
    (detail::writeField<typename F::Kind>(box, F::name, response.*F::member), ...);
  }
  template <class R>
  static R read(const ReceivedBox& box, std::string_view command) {
    static_assert((std::is_same_v<std::remove_reference_t<decltype(std::declval<R&>().*F::member)>,
                                  typename F::Kind::Value> &&
                   ...),
                  "a member has the value type of its kind");
    (void)box, (void)command;
    R response{};
    ((response.*F::member = detail::readField<typename F::Kind>(box, command, F::name)), ...);
    return response;
  }
};

/// An exception that a command knows, and its code on the wire. It is made again from its text at
/// the other side.
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

/// `ErrorCode`s, or the `ErrorCodes` of the command that this one is derived from (AMP-11). The
/// first that fits counts.
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
  const ErrorEntry* errors;
  std::size_t errorCount;
  bool requiresAnswer;
};

namespace detail {

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
