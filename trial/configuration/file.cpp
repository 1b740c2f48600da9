#include <trial/configuration/file.hpp>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <toml++/toml.h>

#include <fmt/format.h>

#include <trial/loading/filenames.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

class Converter final {
 public:
  explicit Converter(const fs::path& file) : file_(std::make_shared<const fs::path>(file)) {}

  [[nodiscard]] ConfigurationPlace placeOf(const toml::source_region& source) const {
    return {file_, source.begin.line, source.begin.column};
  }

  [[nodiscard]] ConfigurationValue valueOf(const toml::node& node) const {
    ConfigurationValue value{placeOf(node.source()), {}};
    if (const auto* text = node.as_string()) {
      value.what = text->get();
    } else if (const auto* whole = node.as_integer()) {
      value.what = whole->get();
    } else if (const auto* number = node.as_floating_point()) {
      value.what = number->get();
    } else if (const auto* truth = node.as_boolean()) {
      value.what = truth->get();
    } else if (const auto* list = node.as_array()) {
      ConfigurationValue::List members;
      for (const auto& member : *list) members.push_back(valueOf(member));
      value.what = std::move(members);
    } else if (const auto* table = node.as_table()) {
      ConfigurationValue::Table entries;
      for (const auto& [key, member] : *table)
        entries.emplace(key.str(), ConfigurationEntry{placeOf(key.source()), valueOf(member)});
      value.what = std::move(entries);
    } else {
      value.what = ConfigurationValue::Date{};
    }
    return value;
  }

 private:
  std::shared_ptr<const fs::path> file_;
};

/// Anything of that name is meant as a configuration file: one that is of no use is no reason to go
/// on without it.
bool isThere(const fs::path& file) {
  std::error_code unknown;
  return fs::symlink_status(file, unknown).type() != fs::file_type::not_found;
}

/// Throws what is wrong if it is nothing that can be read as a file.
void requireFile(const fs::path& file) {
  std::error_code failed;
  const auto type = fs::status(file, failed).type();
  if (type == fs::file_type::regular) return;
  if (type == fs::file_type::not_found) {
    throw ConfigurationError(fmt::format("{} is a link to {}, which does not exist", file.string(),
                                         fs::read_symlink(file, failed).string()));
  }
  if (failed) throw std::system_error(failed, file.string());
  throw ConfigurationError(fmt::format("{} must be a file, not {}", file.string(),
                                       type == fs::file_type::directory ? "a folder" : "a device"));
}

std::string contentOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || in.bad())
    throw std::system_error(errno, std::generic_category(), file.string());
  return content;
}

}  // namespace

std::optional<fs::path> findConfiguration(const fs::path& folder) {
  std::error_code unknown;
  fs::path nearest;
  for (auto place = folder;; place = place.parent_path()) {
    auto file = place / configurationFileName;
    if (nearest.empty() && isThere(file)) nearest = std::move(file);
    if (fs::exists(place / ".git", unknown)) break;
    if (place == place.parent_path()) {
      if (nearest.parent_path() != folder) return std::nullopt;
      break;
    }
  }
  if (nearest.empty()) return std::nullopt;
  return nearest;
}

ConfigurationValue readConfiguration(const fs::path& file) {
  const Converter converter(file);
  requireFile(file);
  if (!isTrusted(file)) {
    throw ConfigurationError(fmt::format(
        "{} belongs to the user {}, and says what is run: it is read only if it belongs to you or "
        "to root",
        file.string(), ownerOf(file)));
  }
  try {
    return converter.valueOf(toml::parse(contentOf(file), file.string()));
  } catch (const toml::parse_error& error) {
    configurationError(converter.placeOf(error.source()), error.description());
  }
}

}  // namespace trial
