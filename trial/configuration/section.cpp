#include <trial/configuration/section.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <reactor/repr.hpp>
#include <trial/selecting/nearest.hpp>

namespace trial {

namespace {

const ConfigurationValue::Table& tableOf(const ConfigurationValue& value, std::string_view name) {
  const auto* table = std::get_if<ConfigurationValue::Table>(&value.what);
  if (table == nullptr) {
    configurationError(value.place, fmt::format("{} must be a table, not {}", name, value.kind()));
  }
  return *table;
}

}  // namespace

ConfigurationSection::ConfigurationSection(const ConfigurationValue& value, std::string name,
                                           const std::vector<std::string>& allowed)
    : value_(value), table_(tableOf(value, name)), name_(std::move(name)) {
  for (const auto& [key, entry] : table_) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    configurationError(entry.place,
                       fmt::format("unknown key {}{}; allowed are: {}", reactor::repr(nameOf(key)),
                                   nearestText(key, allowed), fmt::join(allowed, ", ")));
  }
}

bool ConfigurationSection::has(std::string_view key) const { return table_.contains(key); }

std::string ConfigurationSection::nameOf(std::string_view key) const {
  return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
}

const ConfigurationValue* ConfigurationSection::find(std::string_view key) const {
  const auto entry = table_.find(key);
  return entry == table_.end() ? nullptr : &entry->second.value;
}

void ConfigurationSection::wrongKind(const ConfigurationValue& value, std::string_view key,
                                     std::string_view wanted) const {
  configurationError(value.place,
                     fmt::format("{} must be {}, not {}", nameOf(key), wanted, value.kind()));
}

void ConfigurationSection::missing(std::string_view key) const {
  configurationError(value_.place, fmt::format("{} is missing", nameOf(key)));
}

std::string ConfigurationSection::textOf(const ConfigurationValue& value,
                                         std::string_view key) const {
  const auto* text = std::get_if<std::string>(&value.what);
  if (text == nullptr) wrongKind(value, key, "a string");
  // What is given to programs and compared with names cannot have one.
  if (text->find('\0') != std::string::npos)
    configurationError(value.place, fmt::format("{} has a byte 0", nameOf(key)));
  return *text;
}

std::int64_t ConfigurationSection::numberOf(const ConfigurationValue& value, std::string_view key,
                                            std::int64_t least, std::int64_t most) const {
  const auto* number = std::get_if<std::int64_t>(&value.what);
  if (number == nullptr) wrongKind(value, key, "a whole number");
  if (*number < least || *number > most) {
    configurationError(value.place, fmt::format("{} must be from {} to {}, not {}", nameOf(key),
                                                least, most, *number));
  }
  return *number;
}

std::optional<ConfigurationText> ConfigurationSection::text(std::string_view key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  return ConfigurationText{textOf(*value, key), value->place};
}

ConfigurationText ConfigurationSection::requiredText(std::string_view key) const {
  auto found = text(key);
  if (!found) missing(key);
  if (found->text.empty()) configurationError(found->place, nameOf(key) + " is empty");
  return *std::move(found);
}

std::string ConfigurationSection::oneOf(std::string_view key,
                                        const std::vector<std::string>& allowed) const {
  const auto found = text(key);
  if (!found) return allowed.front();
  if (std::find(allowed.begin(), allowed.end(), found->text) == allowed.end()) {
    configurationError(found->place,
                       fmt::format("{} must be one of {}, not {}", nameOf(key),
                                   fmt::join(allowed, ", "), reactor::repr(found->text)));
  }
  return found->text;
}

std::optional<std::vector<ConfigurationText>> ConfigurationSection::texts(
    std::string_view key) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (std::holds_alternative<std::string>(value->what))
    return std::vector<ConfigurationText>{{textOf(*value, key), value->place}};
  const auto* list = std::get_if<ConfigurationValue::List>(&value->what);
  if (list == nullptr) wrongKind(*value, key, "a string or a list of strings");
  if (list->empty())
    configurationError(value->place, fmt::format("{} is an empty list", nameOf(key)));
  std::vector<ConfigurationText> all;
  for (const auto& member : *list) all.push_back({textOf(member, key), member.place});
  return all;
}

std::vector<ConfigurationText> ConfigurationSection::requiredTexts(std::string_view key) const {
  auto found = texts(key);
  if (!found) missing(key);
  return *std::move(found);
}

std::optional<std::int64_t> ConfigurationSection::number(std::string_view key, std::int64_t least,
                                                         std::int64_t most) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  return numberOf(*value, key, least, most);
}

std::optional<std::vector<std::int64_t>> ConfigurationSection::numbers(std::string_view key,
                                                                       std::int64_t least,
                                                                       std::int64_t most) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto* list = std::get_if<ConfigurationValue::List>(&value->what);
  if (list == nullptr) return std::vector<std::int64_t>{numberOf(*value, key, least, most)};
  std::vector<std::int64_t> all;
  for (const auto& member : *list) all.push_back(numberOf(member, key, least, most));
  return all;
}

bool ConfigurationSection::truth(std::string_view key, bool otherwise) const {
  const auto* value = find(key);
  if (value == nullptr) return otherwise;
  const auto* truth = std::get_if<bool>(&value->what);
  if (truth == nullptr) wrongKind(*value, key, "true or false");
  return *truth;
}

std::optional<ConfigurationSection> ConfigurationSection::section(
    std::string_view key, const std::vector<std::string>& allowed) const {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  return ConfigurationSection(*value, nameOf(key), allowed);
}

std::vector<ConfigurationSection> ConfigurationSection::sections(
    std::string_view key, const std::vector<std::string>& allowed) const {
  const auto* value = find(key);
  std::vector<ConfigurationSection> all;
  if (value == nullptr) return all;
  const auto* list = std::get_if<ConfigurationValue::List>(&value->what);
  if (list == nullptr) wrongKind(*value, key, fmt::format("tables that begin with [[{}]]", key));
  for (const auto& member : *list) all.emplace_back(member, nameOf(key), allowed);
  return all;
}

}  // namespace trial
