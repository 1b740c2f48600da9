/// A hash of text that is the same on every machine, in every build and run (FNV-1a).
#pragma once

#include <cstdint>
#include <string_view>

namespace trial {

inline constexpr std::uint64_t fnvBasis = 0xcbf29ce484222325U;

[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text,
                                            std::uint64_t basis = fnvBasis) noexcept {
  for (const char c : text) {
    basis = (basis ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return basis;
}

}  // namespace trial
