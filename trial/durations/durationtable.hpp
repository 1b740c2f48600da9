/// DurationTable: how long cases took in earlier runs, and what starting their programs cost.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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

  [[nodiscard]] bool empty() const noexcept { return cases_.empty() && starts_.empty(); }
  [[nodiscard]] std::optional<double> ofCase(std::string_view id) const;
  [[nodiscard]] std::optional<double> ofStart(std::string_view program) const;

  /// Adds a measure: what is known becomes the mean of it and of what was known. One that is
  /// negative, no number, or longer than a week is ignored.
  void tookCase(std::string_view id, double seconds);
  void tookToStart(std::string_view program, double seconds);
  /// Adds all that another one knows.
  void learn(const DurationTable& measured);
  /// The text of what `text` holds once it has learned what this table knows, without a table of
  /// it, which may be much larger. None if it is no text that `text` wrote.
  [[nodiscard]] std::optional<std::string> learnedBy(std::string_view text) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Seconds = std::unordered_map<std::string, double, Hash, std::equal_to<>>;

  /// The lines without their seconds, and these, in the order of the lines.
  [[nodiscard]] std::vector<std::pair<std::string, double>> lines() const;

  Seconds cases_;   // by id
  Seconds starts_;  // by the program's path
};

}  // namespace trial
