/// Args and Fields: the values in the box of a command and in that of its answer, and how they are
/// written and read. (twisted.protocols.amp.Command.arguments and response)
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <protocols/arguments.hpp>
#include <protocols/detail/fixedstring.hpp>
#include <protocols/detail/msgpack.hpp>
#include <reactor/api.hpp>

namespace protocols {

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

/// Writes `name` and `value`, or nothing if it is optional and absent.
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

/// The value of a field. Throws `InvalidSignature` if it is missing or has another type.
template <class Kind, class Received>
typename Kind::Value readField(const Received& box, std::string_view command,
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

}  // namespace detail

/// An argument: its name on the wire and its kind (see <protocols/arguments.hpp>).
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

  /// The number that must be passed: up to the last one that is not optional.
  static constexpr std::size_t required = [] {
    constexpr std::array<bool, size + 1> optional{isOptional<typename A::Kind>..., false};
    std::size_t count = size;
    while (count > 0 && optional[count - 1]) --count;
    return count;
  }();

  /// True if these types can be passed as the first arguments.
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

  /// Views of the passed values; those that were left out at the end are absent.
  template <class... P>
  static Parameters parameters(const P&... passed) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      [[maybe_unused]] const auto all = std::tie(passed...);
      return Parameters(pick<I>(all)...);
    }
    (std::index_sequence_for<A...>{});
  }
  /// The number of values that are not absent.
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

/// A member of a response or of an element of an `AmpList`: its name on the wire, kind and address.
template <FixedString Name, class K, auto Member>
struct Field {
  using Kind = K;
  static constexpr std::string_view name = Name.view();
  static constexpr auto member = Member;
  static_assert(!name.empty() && name.front() != '_',
                "names with an underscore are the protocol's own");
};

/// The members of a response, or of an element of an `AmpList`, that are sent.
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
  /// Reads them from a `ReceivedBox` or a `ReceivedMap`.
  template <class R, class Received>
  static R read(const Received& box, std::string_view command) {
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

}  // namespace protocols
