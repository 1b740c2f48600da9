/// Texts that are too large for one message. (twisted.trial._dist.stream)
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <protocols/limits.hpp>
#include <reactor/api.hpp>

namespace protocols {
class AMP;
}

namespace dist {

/// A text of more bytes goes as a stream, any other in its command.
inline constexpr std::size_t streamLimit = std::size_t{1} << 20;

/// A stream is sent in pieces of so many bytes.
inline constexpr std::size_t streamChunk = std::size_t{256} << 10;

/// The streams of one connection; those that were never finished go with it (ST-07).
class TRIAL_DIST_API StreamReceiver final {
 public:
  explicit StreamReceiver(const protocols::Limits& limits = protocols::Limits())
      : mostOpen_(limits.streams), mostBytes_(limits.streamBytes) {}
  /// 0, 1, 2, ... (ST-01). `std::length_error` when too many are open.
  std::int64_t open();
  /// `std::out_of_range` for an unknown stream (ST-03), as `finish`; `std::length_error` when all
  /// together hold too much.
  void write(std::int64_t streamId, std::string chunk);
  /// The chunks in order; the stream is forgotten (ST-02).
  [[nodiscard]] std::vector<std::string> finish(std::int64_t streamId);

 private:
  std::vector<std::string>& find(std::int64_t streamId);

  std::size_t mostOpen_;
  std::size_t mostBytes_;
  std::map<std::int64_t, std::vector<std::string>> streams_;
  std::size_t bytes_ = 0;  // of all of them, with what it takes to hold a chunk
  std::int64_t next_ = 0;
};

/// Pieces of exactly `chunkSize` bytes but the last; of an empty text none (ST-04). The size is at
/// least 1 (`std::invalid_argument`).
[[nodiscard]] TRIAL_DIST_API std::vector<std::string_view> chunk(std::string_view data,
                                                                 std::size_t chunkSize);

/// The sending end: counts the ids as the receiver does.
class TRIAL_DIST_API StreamSender final {
 public:
  explicit StreamSender(std::size_t chunkSize = streamChunk) : chunkSize_(chunkSize) {}
  /// Sends `data` as a stream of its own and returns its id.
  std::int64_t send(protocols::AMP& amp, std::string_view data);

 private:
  std::size_t chunkSize_;
  std::int64_t next_ = 0;
};

}  // namespace dist
