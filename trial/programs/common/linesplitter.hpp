/// LineSplitter: takes a stream apart into lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace trial::frameworks {

/// Of a line that is longer than `longest` bytes only these are given, when it ends: what follows
/// in it is dropped, so that its rest is never taken for a line.
class LineSplitter final {
 public:
  explicit LineSplitter(std::size_t longest) : longest_(longest) {}

  /// Calls `take` with each line that ends in `data`, without its newline. The line is valid during
  /// the call.
  template <class Take>
  void add(std::string_view data, Take&& take) {
    for (auto newline = data.find('\n'); newline != std::string_view::npos;
         newline = data.find('\n')) {
      const auto end = data.substr(0, newline);
      data.remove_prefix(newline + 1);
      if (begun_.empty()) {
        take(end.substr(0, longest_));
      } else {
        begin(end);
        take(std::string_view(std::exchange(begun_, {})));
      }
    }
    begin(data);
  }
  /// No more follows: calls `take` with a line that has no end.
  template <class Take>
  void end(Take&& take) {
    if (!begun_.empty()) take(std::string_view(std::exchange(begun_, {})));
  }

 private:
  void begin(std::string_view data) {
    begun_ += data.substr(0, longest_ - std::min(longest_, begun_.size()));
  }

  const std::size_t longest_;
  std::string begun_;
};

}  // namespace trial::frameworks
