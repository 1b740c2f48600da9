#include <trial/programs/boosttest/names.hpp>

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace trial::frameworks::boosttest {

namespace {

constexpr std::string_view noName = "(no name)";
constexpr std::string_view controls = "\n\r\t";
constexpr std::string_view controlLetters = "nrt";  // for each of them

std::string partFor(std::string_view name) {
  if (name.empty()) return std::string(noName);
  if (name == noName) return fmt::format("\\{}", name);
  std::string part;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char byte = name[i];
    const auto control = controls.find(byte);
    if (control != std::string_view::npos) {
      part += '\\';
      part += controlLetters[control];
      continue;
    }
    part += byte;
    if (byte != '\\' || i + 1 == name.size()) continue;
    const char next = name[i + 1];
    if (next == '\\' || next == '(' || controlLetters.find(next) != std::string_view::npos ||
        controls.find(next) != std::string_view::npos) {
      part += '\\';
    }
  }
  return part;
}

/// Calls `take` with each part between slashes.
template <class Take>
void forEachPart(std::string_view path, Take&& take) {
  for (;;) {
    const auto slash = path.find('/');
    take(path.substr(0, slash));
    if (slash == std::string_view::npos) return;
    path.remove_prefix(slash + 1);
  }
}

/// Filters that match every name but the empty one, as the rest of a filter: `*a,*b,*c`. A name
/// that ends with one of `* , / :` is not matched; since version 1.67 there is none.
std::string anyName() {
  std::string filter;
  for (int byte = 1; byte < 256; ++byte) {
    const char last = static_cast<char>(byte);
    if (std::string_view("*,/:").find(last) != std::string_view::npos) continue;
    if (!filter.empty()) filter += ',';
    filter += '*';
    filter += last;
  }
  return filter;
}

}  // namespace

std::string idOf(std::string_view name) {
  std::string id;
  forEachPart(name, [&id, first = true](std::string_view part) mutable {
    if (!first) id += '/';
    first = false;
    id += partFor(part);
  });
  return id;
}

std::string nameOf(std::string_view part) {
  if (part == noName) return {};
  std::string name;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char next = i + 1 < part.size() ? part[i + 1] : '\0';
    const auto letter = controlLetters.find(next);
    if (part[i] != '\\') {
      name += part[i];
    } else if (letter != std::string_view::npos) {
      name += controls[letter];
      ++i;
    } else if (next == '\\' || next == '(') {
      name += next;
      ++i;
    } else {
      name += '\\';
    }
  }
  return name;
}

std::string_view suitesOf(std::string_view id) {
  const auto slash = id.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : id.substr(0, slash + 1);
}

bool isNameless(std::string_view id) {
  bool nameless = false;
  forEachPart(id, [&](std::string_view part) { nameless = nameless || part == noName; });
  return nameless;
}

/// In a filter `/ , :` separate, `! + @` mean something at its start and `*` at either end of a
/// name. Boost.Test replaces them all in names since 1.67; for what older ones leave, the longest
/// piece without them is looked for anywhere in the name.
std::string filterFor(std::string_view part) {
  constexpr std::string_view separators = ",:*";
  const std::string name = nameOf(part);
  if (name.find_first_of(separators) == std::string::npos) {
    if (name.find_first_of("!+@") == 0) return fmt::format("*{}", name.substr(1));
    return name;
  }
  std::string_view longest;
  for (std::size_t from = 0; from < name.size();) {
    const auto to = std::min(name.find_first_of(separators, from), name.size());
    if (to - from > longest.size()) longest = std::string_view(name).substr(from, to - from);
    from = to + 1;
  }
  return longest.empty() ? "*" : fmt::format("*{}*", longest);
}

bool isExact(std::string_view id) {
  bool exact = true;
  forEachPart(id, [&exact](std::string_view part) {
    exact = exact && part != noName && filterFor(part) == nameOf(part);
  });
  return exact;
}

std::string filterForSuites(std::string_view suites) {
  std::string filter;
  while (!suites.empty()) {
    const auto slash = suites.find('/');
    filter += filterFor(suites.substr(0, slash));
    filter += '/';
    suites.remove_prefix(slash + 1);
  }
  return filter;
}

std::vector<std::string> filtersForNameless(std::string_view id) {
  std::vector<std::string> filters = {{}};
  std::string before;
  forEachPart(id, [&](std::string_view part) {
    if (part == noName) filters.push_back(fmt::format("!{}{}", before, anyName()));
    before += part == noName ? "*" : filterFor(part);
    before += '/';
  });
  before.pop_back();
  filters.front() = before;
  return filters;
}

}  // namespace trial::frameworks::boosttest
