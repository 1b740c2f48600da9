/// What one peer may make the other one keep.
#pragma once

#include <cstddef>

namespace protocols {

struct Limits {
  /// Bytes of a message without its 4 bytes of length, sent or received (MP-06).
  std::size_t messageSize = std::size_t{64} << 20;
  /// Arrays and maps inside each other, the box itself counted (MP-08).
  std::size_t nesting = 32;
  /// Keys of a received box.
  std::size_t fields = 256;
  /// Values of a received box, elements of lists counted.
  std::size_t values = std::size_t{1} << 20;
  /// Commands of the peer that wait for their responder's Deferred.
  std::size_t unanswered = std::size_t{1} << 16;
};

}  // namespace protocols
