/// Box: one message as a map, for commands that are given by name instead of a Command type.
/// (twisted.protocols.amp.AmpBox)
///
///     Box box;
///     box.fields = {{"name", "x"}, {"times", 3}};
///     amp.callRemoteString("Hello", true, box)->addCallback([](const Box& answer) { ... });
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <protocols/detail/msgpack.hpp>
#include <protocols/limits.hpp>
#include <reactor/api.hpp>

namespace protocols {

/// Bytes that are not a text.
struct Bytes {
  std::string data;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

/// A value in a box (MP-02).
struct TRIAL_DIST_API Value {
  using List = std::vector<Value>;
  using Map = std::map<std::string, Value, std::less<>>;

  Value() = default;
  // NOLINTBEGIN(google-explicit-constructor): values are written as they are.
  template <std::same_as<bool> B>
  Value(B flag) : data(flag) {}
  template <std::integral I>
  requires(!std::same_as<I, bool> && requires(I i) { std::int64_t{i}; }) Value(I number)
      : data(std::int64_t{number}) {}
  template <std::floating_point F>
  Value(F number) : data(double{number}) {}
  Value(std::string text) : data(std::move(text)) {}
  Value(std::string_view text) : data(std::string(text)) {}
  Value(const char* text) : data(std::string(text)) {}
  Value(std::nullptr_t) = delete;
  Value(Bytes bytes) : data(std::move(bytes)) {}
  Value(List list) : data(std::move(list)) {}
  Value(Map map) : data(std::move(map)) {}
  // NOLINTEND(google-explicit-constructor)

  /// The value as a T, or null if it has another type.
  template <class T>
  [[nodiscard]] const T* as() const noexcept {
    return std::get_if<T>(&data);
  }
  /// The value as a T. Throws `InvalidSignature` if it has another type.
  template <class T>
  [[nodiscard]] const T& get() const {
    if (const auto* value = as<T>()) return *value;
    refuse();
  }
  friend TRIAL_DIST_API bool operator==(const Value& a, const Value& b);

  /// std::monostate is msgpack's nil; a std::string is text, in UTF-8 or not (MP-09).
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, List, Map> data;

 private:
  [[noreturn]] static void refuse();
};

struct TRIAL_DIST_API Box {
  /// Names that begin with an underscore belong to the protocol and are left out of received boxes.
  Value::Map fields;
  /// Set if the connection is to be closed after this box (AMP-32).
  bool quits = false;

  /// The value of a field, or null if there is none.
  [[nodiscard]] const Value* find(std::string_view name) const;
  /// The value of a field as a T. Throws `InvalidSignature` if it is missing or has another type.
  /// In a responder that is an error of the peer.
  template <class T>
  [[nodiscard]] const T& get(std::string_view name) const {
    return at(name).get<T>();
  }
  /// The message, with its length in front. Throws `TooLong` if it is over `Limits::messageSize`,
  /// `InvalidSignature` if lists and maps are nested deeper than 32.
  [[nodiscard]] std::string serialize(const Limits& limits = Limits()) const;

  struct Layout;
  friend bool operator==(const Box&, const Box&) = default;

 private:
  [[nodiscard]] const Value& at(std::string_view name) const;
};

/// A Box after which the connection is closed.
struct QuitBox : Box {
  explicit QuitBox(Value::Map content = {}) {
    fields = std::move(content);
    quits = true;
  }
};

/// Lets a Box be used where a command has arguments or a response.
struct TRIAL_DIST_API Box::Layout {
  static std::size_t present(const Box& box) { return box.fields.size(); }
  /// Throws `InvalidSignature` for a name that belongs to the protocol.
  static void write(BoxWriter& writer, const Box& box);
  /// Throws `InvalidSignature` for values that a `Value` cannot hold: integers above the signed
  /// range, extensions, names that occur twice, maps with keys that are not texts.
  template <class R = Box>
  static R read(const ReceivedBox& received, std::string_view command) {
    return take(received, command);
  }
  static bool quits(const Box& box) { return box.quits; }

 private:
  static Box take(const ReceivedBox& received, std::string_view command);
};

}  // namespace protocols
