/// Limits: how much memory one peer can make the other one use.
#pragma once

#include <cstddef>

namespace protocols {

struct Limits {
  /// The size in bytes of a message without its 4 bytes of length, sent or received (MP-06).
  std::size_t messageSize = std::size_t{64} << 20;
  /// The depth of nested arrays and maps, counting the box itself (MP-08).
  std::size_t nesting = 32;
  /// The number of keys of a received box.
  std::size_t fields = 256;
  /// The number of values of a received box, counting elements of lists and keys and values of
  /// maps. An element of a list may take one byte of the message and much more as a C++ object.
  std::size_t values = std::size_t{1} << 20;
  /// The number of commands of the peer whose responder's Deferred has not fired; one more ends the
  /// connection.
  std::size_t unanswered = std::size_t{1} << 16;
  /// The number of calls that wait for their answer; one more fails with `LimitExceeded`.
  std::size_t outstanding = std::size_t{1} << 20;
  /// The number of bytes that wait for a peer that does not read (`ITransport::unsent`). Above it a
  /// call fails with `LimitExceeded`, and a command that would have to be answered ends the
  /// connection.
  std::size_t unread = std::size_t{256} << 20;
  /// The number of streams that are open at the same time, and the number of bytes in all of them
  /// (<dist/stream.hpp>).
  std::size_t streams = 64;
  std::size_t streamBytes = std::size_t{1} << 30;
};

}  // namespace protocols
