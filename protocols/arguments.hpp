/// The types of a command's arguments: Integer, Unicode, ListOf, ... (twisted.protocols.amp)
///
/// Each has a `Value`, which a responder receives; a `Parameter`, which a caller passes (a view, so
/// that nothing is copied before it is written); `accepts<A>`, true if an `A` can be passed without
/// changing its value or meaning; and functions that write and read it (MP-02).
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <protocols/detail/msgpack.hpp>

namespace protocols {

/// A signed integer of 64 bits: msgpack int (MP-10).
struct Integer {
  using Value = std::int64_t;
  using Parameter = std::int64_t;
  template <class A>
  static constexpr bool accepts = std::integral<A> && !std::same_as<A, bool> && requires(A a) {
    Value{a};
  };
  static void write(BoxWriter& box, Parameter value) { box.integer(value); }
  static Value read(ValueReader& value) { return value.integer(); }
};

/// A floating-point number, also NaN or infinite: msgpack float64 (MP-10).
struct Float {
  using Value = double;
  using Parameter = double;
  template <class A>
  static constexpr bool accepts = std::same_as<A, double> || std::same_as<A, float>;
  static void write(BoxWriter& box, Parameter value) { box.real(value); }
  static Value read(ValueReader& value) { return value.real(); }
};

/// A truth value: msgpack bool.
struct Boolean {
  using Value = bool;
  using Parameter = bool;
  template <class A>
  static constexpr bool accepts = std::same_as<A, bool>;
  static void write(BoxWriter& box, Parameter value) { box.boolean(value); }
  static Value read(ValueReader& value) { return value.boolean(); }
};

/// Any bytes: msgpack bin.
struct String {
  using Value = std::string;
  using Parameter = std::string_view;
  template <class A>
  static constexpr bool accepts = std::convertible_to<const A&, std::string_view>;
  static void write(BoxWriter& box, Parameter value) { box.bytes(value); }
  static Value read(ValueReader& value) { return std::string(value.bytes()); }
};

/// Text: msgpack str. It arrives byte for byte, also if it is not UTF-8 (MP-09).
struct Unicode {
  using Value = std::string;
  using Parameter = std::string_view;
  template <class A>
  static constexpr bool accepts = std::convertible_to<const A&, std::string_view>;
  static void write(BoxWriter& box, Parameter value) { box.text(value); }
  static Value read(ValueReader& value) { return std::string(value.text()); }
};
using NativeString = Unicode;

/// A list that is passed by reference.
template <class List>
class ListView {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a vector is passed as it is.
  ListView(const List& list) noexcept : list_(&list) {}
  [[nodiscard]] const List& operator*() const noexcept { return *list_; }

 private:
  const List* list_;
};

/// A list of `E`: msgpack array.
template <class E>
struct ListOf {
  using Value = std::vector<typename E::Value>;
  using Parameter = ListView<Value>;
  template <class A>
  static constexpr bool accepts = std::same_as<A, Value>;
  static void write(BoxWriter& box, Parameter list) {
    box.array((*list).size());
    for (const auto& element : *list) E::write(box, element);
  }
  static Value read(ValueReader& value) {
    Value list;
    const auto size = value.array();
    list.reserve(size);
    for (std::size_t i = 0; i < size; ++i) list.push_back(E::read(value));
    return list;
  }
};

/// An argument that may be absent. Then its key is not in the box (AMP-28).
template <class E>
struct Optional {
  using Value = std::optional<typename E::Value>;
  using Parameter = std::optional<typename E::Parameter>;
  template <class A>
  struct Accepts : std::bool_constant<E::template accepts<A>> {};
  template <class A>
  struct Accepts<std::optional<A>> : std::bool_constant<E::template accepts<A>> {};
  template <class A>
  static constexpr bool accepts = Accepts<A>::value || std::same_as<A, std::nullopt_t>;
};

template <class T>
inline constexpr bool isOptional = false;
template <class E>
inline constexpr bool isOptional<Optional<E>> = true;

}  // namespace protocols
