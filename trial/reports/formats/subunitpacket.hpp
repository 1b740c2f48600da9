/// SubunitPacket: one packet of version 2 of the subunit protocol.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// What readers refuse: packets of 4 MiB, texts with NUL and names that are not UTF-8.
struct SubunitPacket {
  enum class Status : std::uint8_t {
    none,
    exists,
    inprogress,
    success,
    uxsuccess,
    skip,
    fail,
    xfail,
  };

  std::string_view id;
  Status status = Status::none;
  /// Seconds since 1970; 0: the packet has no time.
  double time = 0;
  std::vector<std::string> tags = {};
  /// The name of the file that the packet has a piece of; empty: of none.
  std::string_view file = {};
  std::string_view mime = {};
  std::string_view content = {};
  /// No piece of this file follows.
  bool isLastPiece = false;

  [[nodiscard]] std::string bytes() const;
};

}  // namespace trial
