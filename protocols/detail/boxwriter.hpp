/// BoxWriter: makes messages, each a 4-byte big-endian length and one msgpack map (MP-01, MP-04).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <reactor/api.hpp>

namespace protocols {

/// Bytes in front of each box.
inline constexpr std::size_t lengthSize = 4;
/// Bytes of a key, sent or received.
inline constexpr std::size_t mostKeyBytes = 255;

/// Appends one message to a buffer: `fields` times a key and its value, then `finish`. What was
/// written is taken back when the writer goes unfinished, so that a message that fails half-way
/// leaves no trace.
class TRIAL_DIST_API BoxWriter {
 public:
  /// `out` must outlive the writer and not change meanwhile. `limit` is for the message without its
  /// length.
  BoxWriter(std::string& out, std::size_t limit, std::size_t fields);
  BoxWriter(const BoxWriter&) = delete;
  BoxWriter& operator=(const BoxWriter&) = delete;
  ~BoxWriter();

  /// Remembered until the next one, to name it in `TooLong`.
  void key(std::string_view name);
  void integer(std::int64_t value);
  void unsignedInteger(std::uint64_t value);
  void real(double value);
  void boolean(bool value);
  /// msgpack str; bytes that are not UTF-8 are replaced (MP-09).
  void text(std::string_view value);
  /// msgpack bin.
  void bytes(std::string_view value);
  /// Its `size` elements follow.
  void array(std::size_t size);
  /// `size` times `key` and a value follow.
  void map(std::size_t size);
  void nil();
  /// The message is whole. Throws `TooLong`, as do `text`, `bytes` and `array`, when it is over the
  /// limit.
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
