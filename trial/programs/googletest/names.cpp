#include <trial/programs/googletest/names.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/common/alike.hpp>
#include <trial/programs/common/numbers.hpp>

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

bool matches(std::string_view pattern, std::string_view name) {
  return std::equal(pattern.begin(), pattern.end(), name.begin(), name.end(),
                    [](char wanted, char letter) { return wanted == '?' || wanted == letter; });
}

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
  if (id.find_first_of(special) != std::string_view::npos) return true;
  const auto number = id.rfind('#');
  return number != std::string_view::npos && number + 1 < id.size() &&
         id.find_first_not_of("0123456789", number + 1) == std::string_view::npos;
}

void makeIds(std::vector<ListedCase>& cases) {
  std::vector<std::string> names;
  names.reserve(cases.size());
  for (const auto& listed : cases) names.push_back(listed.id);
  numberAlike(cases, [](const ListedCase& listed) { return listed.id; });
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!needsNote(cases[i].id)) continue;
    const auto pattern = patternFor(names[i]);
    std::size_t total = 0;
    std::size_t index = 0;
    for (std::size_t other = 0; other < cases.size(); ++other) {
      // Disabled ones are counted only when they would run.
      if ((cases[other].disabled && !cases[i].disabled) || !matches(pattern, names[other]))
        continue;
      if (other == i) index = total;
      ++total;
    }
    cases[i].note = fmt::format("{}/{}/{}/{}", index, total, cases[i].id.size() - names[i].size(),
                                cases[i].disabled ? 1 : 0);
  }
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

void enableAll(std::vector<ListedCase>& cases) {
  const auto names = namesOf(cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto& listed = cases[i];
    auto& last = listed.path.back();
    last.resize(last.size() - (listed.id.size() - names[i].size()));
    listed.id = names[i];
    listed.note.clear();
    listed.disabled = false;
  }
  makeIds(cases);
}

Asking askingFor(const std::string& id, const CaseNotes* notes) {
  Asking asking;
  asking.name = id;
  asking.disabled =
      isDisabled(id) || id.find(fmt::format(".{}", disabledMark)) != std::string::npos;
  if (notes != nullptr) {
    if (const auto note = notes->find(id); note != notes->end()) {
      std::string_view text = note->second;
      asking.index = takeField(text);
      asking.total = takeField(text);
      asking.name.resize(id.size() - std::min(takeField(text), id.size()));
      asking.disabled = takeField(text) != 0;
    }
  }
  asking.pattern = patternFor(asking.name);
  return asking;
}

}  // namespace trial::frameworks::googletest
