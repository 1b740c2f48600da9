#include <trial/programs/catch2/names.hpp>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <trial/cases/utf8.hpp>

namespace trial::frameworks::catch2 {

namespace {

constexpr std::string_view blanks = "\n\r\t ";
constexpr std::string_view digits = "0123456789";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool hasNumber(std::string_view id) {
  const auto last = id.find_last_not_of(digits);
  return last != std::string_view::npos && last + 1 < id.size() && id[last] == '#';
}

bool isWildcard(std::string_view name) {
  const auto text = trimmed(name);
  return text.starts_with('*') || text.ends_with('*');
}

bool isControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// Whether a list in XML may have some of its bytes in another form: `\x01`, or another newline.
bool isWrittenOtherwise(std::string_view name) {
  return name.find("\\x") != std::string_view::npos ||
         std::any_of(name.begin(), name.end(), isControl) || validUtf8Prefix(name) < name.size();
}

/// Takes a number and the blank behind it off the front.
template <class Number>
bool takeNumber(std::string_view& text, Number& number) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  if (!text.starts_with(' ')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string keyOf(std::string_view name) {
  std::string key(trimmed(name));
  for (auto& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

std::string CaseNote::text() const {
  return fmt::format("{} {} {:d} {} {}", position, total, hidden, line, name);
}

std::optional<CaseNote> CaseNote::read(std::string_view note) {
  CaseNote read;
  int hidden = 0;
  if (!takeNumber(note, read.position) || !takeNumber(note, read.total) ||
      !takeNumber(note, hidden) || !takeNumber(note, read.line))
    return std::nullopt;
  read.hidden = hidden != 0;
  read.name = note;
  return read;
}

bool needsNote(std::string_view id) {
  return hasNumber(id) || isWildcard(id) || isWrittenOtherwise(id);
}

void nameCases(std::vector<ListedCase>& cases) {
  std::unordered_map<std::string, std::size_t> alike;
  std::unordered_set<std::string> taken;
  for (const auto& listed : cases) {
    ++alike[keyOf(listed.id)];
    taken.insert(listed.id);
  }
  std::unordered_map<std::string, std::size_t> numbered;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto& listed = cases[i];
    CaseNote note{i, cases.size(), listed.hidden, listed.line, listed.id};
    if (const auto key = keyOf(listed.id); alike[key] > 1) {
      auto& number = numbered[key];
      do {
        listed.id = fmt::format("{}#{}", note.name, ++number);
      } while (!taken.insert(listed.id).second);
    }
    listed.path = {listed.id};
    listed.note = note.text();
  }
}

std::string specificationFor(std::string_view name) {
  // In quotes only these mean something. An alias of tags is taken for what it stands for wherever
  // it is, so its beginning, `[@`, must not be there.
  std::string specification = "\"";
  // Catch2 looks for this at the beginning only, and takes no notice of blanks there.
  if (name.starts_with("exclude:")) specification += ' ';
  for (const char c : name) {
    if (c == '"' || c == '\\' || c == ',' || c == '@') specification += '\\';
    specification += c;
  }
  specification += '"';
  return specification;
}

bool standsFor(std::string_view name, std::string_view other) {
  const auto key = keyOf(name);
  const auto text = keyOf(other);
  std::string_view pattern = key;
  const bool anyStart = pattern.starts_with('*');
  if (anyStart) pattern.remove_prefix(1);
  const bool anyEnd = pattern.ends_with('*');
  if (anyEnd) pattern.remove_suffix(1);
  if (anyStart && anyEnd) return text.find(pattern) != std::string::npos;
  return anyStart ? text.ends_with(pattern) : anyEnd ? text.starts_with(pattern) : text == pattern;
}

bool isShownAs(std::string_view name, std::string_view shown) {
  shown = trimmed(shown);
  for (const char c : trimmed(name)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool mayBeEscaped = isControl(c) || byte >= 0x80;
    if (mayBeEscaped && shown.starts_with(fmt::format("\\x{:02X}", byte))) {
      shown.remove_prefix(4);
    } else if (shown.starts_with(c) || (isControl(c) && shown.starts_with(' '))) {
      shown.remove_prefix(1);
    } else if (c != '\r') {  // which may have been a part of a newline
      return false;
    }
  }
  return shown.empty();
}

}  // namespace trial::frameworks::catch2
