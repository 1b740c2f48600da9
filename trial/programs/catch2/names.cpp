#include <trial/programs/catch2/names.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/cases/utf8.hpp>
#include <trial/programs/common/alike.hpp>
#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/common/trimmed.hpp>

namespace trial::frameworks::catch2 {

namespace {

constexpr std::string_view digits = "0123456789";

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

/// A number and the blank behind it; zero if there is none.
std::size_t takeField(std::string_view& text) {
  const auto number = takeNumber<std::size_t>(text);
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number.value_or(0);
}

/// What is to be left out so that a name with `*` stands for its own case: the names that it stands
/// for, unless they stand for it, too.
std::string exclusionsOf(const std::vector<ListedCase>& cases, std::size_t place) {
  std::string exclusions;
  const auto& name = cases[place].id;
  if (!isWildcard(name)) return exclusions;
  for (const auto& other : cases) {
    if (!standsFor(name, other.id) || standsFor(other.id, name)) continue;
    exclusions += fmt::format("~{}", specificationFor(other.id));
    if (exclusions.size() > mostBytesInArgument) break;
  }
  return exclusions;
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
  return fmt::format("{} {} {} {:d} {} {} {}{}", position, total, visible, hidden, line,
                     name.size(), name, exclusions);
}

CaseNote CaseNote::read(std::string_view note) {
  CaseNote read;
  read.position = takeField(note);
  read.total = takeField(note);
  read.visible = takeField(note);
  read.hidden = takeField(note) != 0;
  read.line = static_cast<int>(takeField(note));
  const auto size = takeField(note);
  read.name = note.substr(0, size);
  read.exclusions = note.substr(read.name.size());
  return read;
}

std::optional<CaseNote> noteOn(const CaseNotes* notes, const std::string& id) {
  if (notes == nullptr) return std::nullopt;
  const auto found = notes->find(id);
  if (found == notes->end()) return std::nullopt;
  return CaseNote::read(found->second);
}

bool needsNote(std::string_view id) {
  return hasNumber(id) || isWildcard(id) || isWrittenOtherwise(id);
}

void nameCases(std::vector<ListedCase>& cases) {
  const auto visible = static_cast<std::size_t>(
      std::count_if(cases.begin(), cases.end(), [](const auto& listed) { return !listed.hidden; }));
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto& listed = cases[i];
    const CaseNote note{.position = i,
                        .total = cases.size(),
                        .visible = visible,
                        .hidden = listed.hidden,
                        .line = listed.line,
                        .name = listed.id,
                        .exclusions = exclusionsOf(cases, i)};
    listed.note = note.text();
    listed.path = {listed.id};
  }
  numberAlike(cases, [](const ListedCase& listed) { return keyOf(listed.id); });
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
