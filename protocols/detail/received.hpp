/// What comes in: a box as views into its message, and the values in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <protocols/limits.hpp>
#include <reactor/api.hpp>

namespace protocols {

/// One value of a received box; an array is followed by its elements, a map by keys and values in
/// turn.
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
  /// Bytes of a text, elements of an array, pairs of a map.
  std::uint32_t size = 0;
  union {
    bool boolean;
    std::int64_t negative;
    std::uint64_t positive;
    double real;
    const char* data = nullptr;
  };

  [[nodiscard]] std::string_view view() const noexcept { return {data, size}; }
  /// "an integer", "a text", ...
  [[nodiscard]] TRIAL_DIST_API std::string_view kindName() const noexcept;
};

/// Reads a value as the type that is wanted and goes on to the next; `InvalidSignature` if it is of
/// another type (MP-03).
class TRIAL_DIST_API ValueReader {
 public:
  /// `command` and `name` are for the error's text.
  ValueReader(const BoxValue* value, std::string_view command, std::string_view name) noexcept
      : next_(value), command_(command), name_(name) {}

  [[nodiscard]] BoxValue::Kind kind() const noexcept { return next_->kind; }
  std::int64_t integer();
  double real();
  bool boolean();
  /// UTF-8, as the peer sent it.
  std::string_view text();
  std::string_view bytes();
  /// How many elements follow.
  std::size_t array();
  /// How many pairs of a `text` and a value follow.
  std::size_t map();
  void nil();
  /// Any value, with all that is in it. Returns where it was.
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
  /// Takes the map that comes next. `InvalidSignature` when it is none, or has a key that is no
  /// text or comes twice, or more than 256 of them.
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

/// A received box: views into the message, which must stay until the next `parse`.
class TRIAL_DIST_API ReceivedBox {
 public:
  /// Reads a message without its length. Returns what is wrong with it, nothing if it is a box
  /// within `limits` (MP-08).
  [[nodiscard]] std::string_view parse(std::string_view message, const Limits& limits);
  /// The value of a key, or null.
  [[nodiscard]] const BoxValue* find(std::string_view key) const noexcept;
  /// In the order of the message.
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

/// A message as text, for people: `{"_command":"Run","testCase":"a"}`.
[[nodiscard]] TRIAL_DIST_API std::string describeMessage(std::string_view message);

}  // namespace protocols
