/// BoxWriter: writes messages; each is a 4-byte big-endian length and one msgpack map (MP-01,
/// MP-04).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <reactor/api.hpp>

namespace protocols {

/// The size in bytes of the length in front of each box.
inline constexpr std::size_t lengthSize = 4;
/// The largest size in bytes of a key, sent or received.
inline constexpr std::size_t mostKeyBytes = 255;

/// Appends one message to a buffer: call `key` and a function for its value `fields` times, then
/// `finish`. If the writer is destroyed before `finish`, it removes the incomplete message.
class TRIAL_DIST_API BoxWriter {
 public:
  /// `out` must outlive the writer, and other code may not change it meanwhile. `limit` is the size
  /// of the message without its length.
  BoxWriter(std::string& out, std::size_t limit, std::size_t fields);
  BoxWriter(const BoxWriter&) = delete;
  BoxWriter& operator=(const BoxWriter&) = delete;
  ~BoxWriter();

  /// `name` must exist until the next key: it is named in `TooLong`.
  void key(std::string_view name);
  void integer(std::int64_t value);
  void unsignedInteger(std::uint64_t value);
  void real(double value);
  void boolean(bool value);
  /// msgpack str, byte for byte (MP-09).
  void text(std::string_view value);
  /// msgpack bin.
  void bytes(std::string_view value);
  /// Begins an array; write its `size` elements next.
  void array(std::size_t size);
  /// Begins a map; write `size` times a `text` and a value next.
  void map(std::size_t size);
  void nil();
  /// Completes the message. This function, `text`, `bytes`, `array` and `map` throw `TooLong` if it
  /// is over the limit.
  void finish();

 private:
  void checkSize(std::size_t more) const;

  std::string& out_;
  std::size_t start_;
  std::size_t limit_;
  std::string_view key_;
  bool finished_ = false;
};

}  // namespace protocols
