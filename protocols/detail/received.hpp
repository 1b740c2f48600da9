/// ReceivedBox: a received box and its values, as views into the message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <protocols/limits.hpp>
#include <reactor/api.hpp>

namespace protocols {

/// One value of a received box. Values lie in a row: an array is followed by its elements, a map by
/// its keys and values in turn.
struct BoxValue {
  enum class Kind : std::uint8_t {
    nil,
    boolean,
    negative,
    positive,
    real,
    text,
    bytes,
    array,
    map,
    extension
  };
  Kind kind = Kind::nil;
  /// The number of bytes of a text, of elements of an array, of pairs of a map.
  std::uint32_t size = 0;
  union {
    bool boolean;
    std::int64_t negative;
    std::uint64_t positive;
    double real;
    const char* data = nullptr;
  };

  [[nodiscard]] std::string_view view() const noexcept { return {data, size}; }
  /// The kind in words: "an integer", "a text", ...
  [[nodiscard]] TRIAL_DIST_API std::string_view kindName() const noexcept;
};

/// Reads values one after the other, each as the type that is called for. Throws `InvalidSignature`
/// if a value has another type (MP-03).
class TRIAL_DIST_API ValueReader {
 public:
  /// `command` and `name` are for the text of errors.
  ValueReader(const BoxValue* value, std::string_view command, std::string_view name) noexcept
      : next_(value), command_(command), name_(name) {}

  [[nodiscard]] BoxValue::Kind kind() const noexcept { return next_->kind; }
  std::int64_t integer();
  double real();
  bool boolean();
  /// As the peer sent it, in UTF-8 or not.
  std::string_view text();
  std::string_view bytes();
  /// The number of elements, which follow.
  std::size_t array();
  /// The number of pairs, which follow: a `text` and a value each.
  std::size_t map();
  void nil();
  /// Skips a value with all that it contains. Returns its position.
  const BoxValue* skip() noexcept;
  /// Throws `InvalidSignature`: "NAME of COMMAND " and `what`.
  [[noreturn]] void refuse(std::string_view what) const;
  [[nodiscard]] std::string_view command() const noexcept { return command_; }

 private:
  const BoxValue& expect(BoxValue::Kind kind, std::string_view wanted);
  [[noreturn]] void mismatch(const BoxValue& value, std::string_view wanted) const;

  const BoxValue* next_;
  std::string_view command_;
  std::string_view name_;
};

/// A map inside a received box: views into the message.
class TRIAL_DIST_API ReceivedMap {
 public:
  /// Takes the next value, a map. Throws `InvalidSignature` if it is no map, has a key that is not
  /// a text or occurs twice, or has more than 256 keys.
  void read(ValueReader& reader);
  /// The value of a key, or null.
  [[nodiscard]] const BoxValue* find(std::string_view key) const noexcept;

 private:
  struct Field {
    std::string_view key;
    const BoxValue* value;
  };
  std::vector<Field> fields_;
};

/// A received box: views into the message, which must exist until the next `parse`.
class TRIAL_DIST_API ReceivedBox {
 public:
  /// Reads a message, given without its length. Returns a text that says what is wrong with it, or
  /// an empty one if it is a box within `limits` (MP-08).
  [[nodiscard]] std::string_view parse(std::string_view message, const Limits& limits);
  /// The value of a key, or null.
  [[nodiscard]] const BoxValue* find(std::string_view key) const noexcept;
  /// The number of fields; they are in the order of the message.
  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
  [[nodiscard]] std::string_view key(std::size_t i) const { return fields_[i].key; }
  [[nodiscard]] const BoxValue* value(std::size_t i) const { return &values_[fields_[i].value]; }

 private:
  struct Visitor;
  struct Field {
    std::string_view key;
    std::size_t value;
  };
  std::vector<Field> fields_;
  std::vector<BoxValue> values_;
};

/// A message as readable text: `{"_command":"Run","testCase":"a"}`.
[[nodiscard]] TRIAL_DIST_API std::string describeMessage(std::string_view message);

}  // namespace protocols
