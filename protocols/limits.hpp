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
  /// Values of a received box, with elements of lists, keys and values of maps. An element of a
  /// list may be a byte of a message and becomes what its C++ type takes.
  std::size_t values = std::size_t{1} << 20;
  /// Commands of the peer that wait for their responder's Deferred; one more ends the connection.
  std::size_t unanswered = std::size_t{1} << 16;
  /// Calls that wait for their answer; one more fails with `LimitExceeded`.
  std::size_t outstanding = std::size_t{1} << 20;
  /// Bytes that wait for a peer that does not read (`ITransport::unsent`): over it a call fails
  /// with `LimitExceeded`, and an answer that cannot be given ends the connection.
  std::size_t unread = std::size_t{256} << 20;
  /// Streams that are open at the same time, and bytes in all of them (<dist/stream.hpp>).
  std::size_t streams = 64;
  std::size_t streamBytes = std::size_t{1} << 30;
};

}  // namespace protocols
