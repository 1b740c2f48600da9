/// ConfigurationValue: what a configuration file says, with the places where it says it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace trial {

/// Something in a configuration file is wrong. The message begins with `FILE:LINE:COLUMN: `.
class ConfigurationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Where something stands in a configuration file; line and column are counted from 1.
struct ConfigurationPlace {
  std::shared_ptr<const std::filesystem::path> file;
  unsigned line = 0;
  unsigned column = 0;
};
/// A `what` of several lines, or a long one, is shown on one line, and cut.
[[noreturn]] void configurationError(const ConfigurationPlace& place, std::string_view what);

struct ConfigurationEntry;

struct ConfigurationValue {
  using List = std::vector<ConfigurationValue>;
  /// By key.
  using Table = std::map<std::string, ConfigurationEntry, std::less<>>;
  /// A date, which nothing takes.
  struct Date {};

  ConfigurationPlace place;
  std::variant<std::string, std::int64_t, double, bool, Date, List, Table> what;
  /// "a string", "a list".
  [[nodiscard]] std::string_view kind() const noexcept;
};

struct ConfigurationEntry {
  /// Of the key.
  ConfigurationPlace place;
  ConfigurationValue value;
};

}  // namespace trial
