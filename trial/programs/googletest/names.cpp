#include <trial/programs/googletest/names.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/alike.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/googletest/matches.hpp>
#include <trial/programs/settings/programsettings.hpp>

namespace trial::frameworks::googletest {

namespace {

/// In a filter `:` separates, the first `-` begins what is left out, `*` and `?` stand for other
/// letters, and nothing can be escaped.
constexpr std::string_view special = ":-*?";
constexpr std::string_view disabledMark = "DISABLED_";

std::string patternFor(std::string_view name) {
  std::string pattern(name);
  for (char& letter : pattern) {
    if (special.find(letter) != std::string_view::npos) letter = '?';
  }
  return pattern;
}

/// True for the ids of disabled cases, and for some that only look so.
bool looksDisabled(std::string_view id) {
  return isDisabled(id) || id.find(fmt::format(".{}", disabledMark)) != std::string_view::npos;
}

/// The field of a note that says whether the case is disabled.
enum Disabled : std::size_t { no, yes, inDoubt };

/// A number and the slash behind it.
std::size_t takeField(std::string_view& text) {
  const auto number = takeNumber<std::size_t>(text);
  if (text.starts_with('/')) text.remove_prefix(1);
  return number.value_or(0);
}

}  // namespace

bool isDisabled(std::string_view name) {
  return name.starts_with(disabledMark) ||
         name.find(fmt::format("/{}", disabledMark)) != std::string_view::npos;
}

bool isInside(std::string_view id, std::string_view suite) {
  return id.size() > suite.size() && id.starts_with(suite) && id[suite.size()] == '.';
}

bool needsNote(std::string_view id) {
  if (id.find_first_of(special) != std::string_view::npos || looksDisabled(id)) return true;
  const auto number = id.rfind('#');
  return number != std::string_view::npos && number + 1 < id.size() &&
         id.find_first_not_of("0123456789", number + 1) == std::string_view::npos;
}

namespace {

/// Numbers equal ids, and writes the notes. `inDoubt[i]`: whether it is not known that the program
/// runs `cases[i]`, or has it disabled.
void makeIds(std::vector<ListedCase>& cases, const std::vector<bool>& inDoubt) {
  std::vector<std::string> names;
  names.reserve(cases.size());
  for (const auto& listed : cases) names.push_back(listed.id);
  numberAlike(cases, [](const ListedCase& listed) { return listed.id; });
  const auto enabled = std::count_if(cases.begin(), cases.end(),
                                     [](const auto& listed) { return !listed.disabled; });
  std::optional<Matches> matches;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!needsNote(cases[i].id)) continue;
    if (!matches) matches.emplace(cases, names);
    // Disabled ones are counted only when they would run.
    const auto& alike = matches->of(patternFor(names[i]), cases[i].disabled);
    const auto index = std::lower_bound(alike.begin(), alike.end(), i) - alike.begin();
    const auto disabled = cases[i].disabled ? Disabled::yes
                          : inDoubt[i]      ? Disabled::inDoubt
                                            : Disabled::no;
    cases[i].note =
        fmt::format("{}/{}/{}/{}/{}", index, alike.size(), cases[i].id.size() - names[i].size(),
                    static_cast<std::size_t>(disabled), enabled);
  }
}

void enable(std::vector<ListedCase>& cases, bool inDoubt) {
  const auto names = namesOf(cases);
  std::vector<bool> doubted;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto& listed = cases[i];
    auto& last = listed.path.back();
    last.resize(last.size() - (listed.id.size() - names[i].size()));
    listed.id = names[i];
    listed.note.clear();
    doubted.push_back(inDoubt && listed.disabled);
    listed.disabled = false;
  }
  makeIds(cases, doubted);
}

}  // namespace

void makeIds(std::vector<ListedCase>& cases) {
  makeIds(cases, std::vector<bool>(cases.size(), false));
}

std::vector<std::string> namesOf(const std::vector<ListedCase>& cases) {
  std::vector<std::string> names;
  names.reserve(cases.size());
  for (const auto& listed : cases) {
    CaseNotes note;
    if (!listed.note.empty()) note.emplace(listed.id, listed.note);
    names.push_back(askingFor(listed.id, &note).name);
  }
  return names;
}

void enableAll(std::vector<ListedCase>& cases) { enable(cases, false); }

void enableInDoubt(std::vector<ListedCase>& cases) { enable(cases, true); }

Asking askingFor(const std::string& id, const CaseNotes* notes) {
  Asking asking;
  asking.name = id;
  asking.disabled = looksDisabled(id);
  if (notes != nullptr) {
    if (const auto note = notes->find(id); note != notes->end()) {
      std::string_view text = note->second;
      asking.index = takeField(text);
      asking.total = takeField(text);
      asking.name.resize(id.size() - std::min(takeField(text), id.size()));
      const auto disabled = takeField(text);
      asking.inDoubt = disabled == Disabled::inDoubt;
      asking.disabled =
          disabled == Disabled::yes || (asking.inDoubt && programSettings().includeDisabled);
      asking.enabled = takeField(text);
    }
  }
  asking.pattern = patternFor(asking.name);
  return asking;
}

}  // namespace trial::frameworks::googletest
