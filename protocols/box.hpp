/// Box: one message as a map, for questions and answers that no Command describes.
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

/// Bytes that are no text.
struct Bytes {
  std::string data;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

/// What a box may hold under a name (MP-02).
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

  /// Null if it is of another type.
  template <class T>
  [[nodiscard]] const T* as() const noexcept {
    return std::get_if<T>(&data);
  }
  /// `InvalidSignature` if it is of another type.
  template <class T>
  [[nodiscard]] const T& get() const {
    if (const auto* value = as<T>()) return *value;
    refuse();
  }
  friend TRIAL_DIST_API bool operator==(const Value& a, const Value& b);

  /// Nothing is msgpack's nil; a std::string is text, UTF-8 (MP-09).
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, List, Map> data;

 private:
  [[noreturn]] static void refuse();
};

struct TRIAL_DIST_API Box {
  /// Names with an underscore in front are the protocol's own: a received box comes without them.
  Value::Map fields;
  /// The connection is closed after it (AMP-32).
  bool quits = false;

  /// The value of a field, or null.
  [[nodiscard]] const Value* find(std::string_view name) const;
  /// `InvalidSignature` if it is missing or of another type: from a responder, the peer's fault.
  template <class T>
  [[nodiscard]] const T& get(std::string_view name) const {
    return at(name).get<T>();
  }
  /// The message, with its length in front. `TooLong` over `Limits::messageSize`,
  /// `InvalidSignature` for lists and maps deeper in each other than 32.
  [[nodiscard]] std::string serialize(const Limits& limits = Limits()) const;

  struct Layout;
  friend bool operator==(const Box&, const Box&) = default;

 private:
  [[nodiscard]] const Value& at(std::string_view name) const;
};

/// The last one of a connection.
struct QuitBox : Box {
  explicit QuitBox(Value::Map content = {}) {
    fields = std::move(content);
    quits = true;
  }
};

/// How a Box stands in place of a command's arguments and response.
struct TRIAL_DIST_API Box::Layout {
  static std::size_t present(const Box& box) { return box.fields.size(); }
  /// `InvalidSignature` for a name that is the protocol's own or not UTF-8.
  static void write(BoxWriter& writer, const Box& box);
  /// `InvalidSignature` for what a `Value` cannot hold: integers above the signed range,
  /// extensions, names that come twice, maps whose keys are no texts.
  template <class R = Box>
  static R read(const ReceivedBox& received, std::string_view command) {
    return take(received, command);
  }
  static bool quits(const Box& box) { return box.quits; }

 private:
  static Box take(const ReceivedBox& received, std::string_view command);
};

}  // namespace protocols
