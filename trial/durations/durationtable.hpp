/// DurationTable: how long cases took in earlier runs, and what starting their programs cost.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trial {

/// All durations are in seconds. It reads and writes a text:
///
///     # trial-dist durations 1
///     case<TAB>build/tests/parser::Numbers/negative<TAB>0.012500
///     start<TAB>build/tests/parser<TAB>0.003100
///
/// with the lines in the order of their bytes, so that texts of several runs can be merged line by
/// line. In names a backslash, a tab and the ends of lines are written `\\`, `\t`, `\n` and `\r`.
class DurationTable final {
 public:
  /// Adds what the text holds. A line that cannot be read is left out.
  void read(std::string_view text);
  [[nodiscard]] std::string text() const;
  /// Whether the text begins as those of `text` do.
  [[nodiscard]] static bool wrote(std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  [[nodiscard]] std::optional<double> ofCase(std::string_view id) const;
  [[nodiscard]] std::optional<double> ofStart(std::string_view program) const;

  /// Adds a measure: what is known becomes the mean of it and of what was known. One that is
  /// negative, no number, or longer than a week is ignored.
  void tookCase(std::string_view id, double seconds);
  void tookToStart(std::string_view program, double seconds);
  /// Adds all that another one knows. `measured` is not this table.
  void learn(const DurationTable& measured);

 private:
  /// A line of the text without its seconds, with the tab before them.
  struct Entry {
    std::size_t begin;  // in keys_
    std::size_t size;
    double seconds;
  };

  void add(std::string_view kind, std::string_view name, double seconds);
  [[nodiscard]] std::optional<double> find(std::string_view kind, std::string_view name) const;
  [[nodiscard]] std::string_view keyOf(const Entry& entry) const;
  /// Sorts what was added, and makes one entry of those of one key.
  void settle() const;

  // A run has up to some hundred thousand cases, so neither a key nor an entry is an allocation.
  std::string keys_;
  mutable std::vector<Entry> entries_;
  mutable std::size_t settled_ = 0;  // so many are in order, each key once
};

}  // namespace trial
