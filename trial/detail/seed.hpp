/// Seed: the number of `--random`.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace trial {

/// A whole number above 0, of any length, as trial's seeds are.
class Seed final {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a number stands for its seed
  Seed(std::uint64_t number) : digits_(std::to_string(number)) {}
  /// `digits` is decimal, without zeros in front.
  explicit Seed(std::string digits) : digits_(std::move(digits)) {}
  [[nodiscard]] const std::string& digits() const noexcept { return digits_; }
  bool operator==(const Seed&) const = default;

 private:
  std::string digits_;
};

}  // namespace trial
