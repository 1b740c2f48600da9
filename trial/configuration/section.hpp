/// ConfigurationSection: takes the keys of a table one after another, and refuses what is wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trial/configuration/value.hpp>

namespace trial {

/// A text of the file, and where it stands.
struct ConfigurationText {
  std::string text;
  ConfigurationPlace place;
};

/// All errors are `ConfigurationError`s that say where it is and what is allowed.
class ConfigurationSection final {
 public:
  /// Refuses a key that is none of `allowed`. `name` is that of the section, "framework.list", for
  /// messages; empty for the whole file. `value` outlives it.
  ConfigurationSection(const ConfigurationValue& value, std::string name,
                       const std::vector<std::string>& allowed);

  [[nodiscard]] const ConfigurationPlace& place() const noexcept { return value_.place; }
  [[nodiscard]] bool has(std::string_view key) const;
  /// Of a key that is there.
  [[nodiscard]] const ConfigurationPlace& placeOf(std::string_view key) const {
    return table_.find(key)->second.place;
  }
  /// Of the value of such a key.
  [[nodiscard]] const ConfigurationPlace& placeOfValue(std::string_view key) const {
    return table_.find(key)->second.value.place;
  }

  [[nodiscard]] std::optional<ConfigurationText> text(std::string_view key) const;
  /// It must be there, and not empty.
  [[nodiscard]] ConfigurationText requiredText(std::string_view key) const;
  /// A string that is one of `allowed`; the first if the key is missing.
  [[nodiscard]] std::string oneOf(std::string_view key,
                                  const std::vector<std::string>& allowed) const;
  /// A list of strings that is not empty, or one.
  [[nodiscard]] std::optional<std::vector<ConfigurationText>> texts(std::string_view key) const;
  [[nodiscard]] std::vector<ConfigurationText> requiredTexts(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key, std::int64_t least,
                                                   std::int64_t most) const;
  /// A list of such numbers, or one.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> numbers(std::string_view key,
                                                                 std::int64_t least,
                                                                 std::int64_t most) const;
  [[nodiscard]] bool truth(std::string_view key, bool otherwise) const;
  /// A table in this one.
  [[nodiscard]] std::optional<ConfigurationSection> section(
      std::string_view key, const std::vector<std::string>& allowed) const;
  /// The tables `[[key]]`.
  [[nodiscard]] std::vector<ConfigurationSection> sections(
      std::string_view key, const std::vector<std::string>& allowed) const;

  /// An error that the section lacks `key`.
  [[noreturn]] void missing(std::string_view key) const;
  /// `key` of this section, as messages have it.
  [[nodiscard]] std::string nameOf(std::string_view key) const;

 private:
  [[nodiscard]] const ConfigurationValue* find(std::string_view key) const;
  [[nodiscard]] std::string textOf(const ConfigurationValue& value, std::string_view key) const;
  [[nodiscard]] std::int64_t numberOf(const ConfigurationValue& value, std::string_view key,
                                      std::int64_t least, std::int64_t most) const;
  [[noreturn]] void wrongKind(const ConfigurationValue& value, std::string_view key,
                              std::string_view wanted) const;

  const ConfigurationValue& value_;
  const ConfigurationValue::Table& table_;
  std::string name_;
};

}  // namespace trial
