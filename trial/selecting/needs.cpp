#include <trial/selecting/needs.hpp>

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial {

namespace {

std::string nameOf(const Selectable& one, const std::string& inside) {
  return one.program->name + "::" + inside;
}

/// The cases by the names with which others may need them: their own and those of their suites.
std::unordered_map<std::string, std::vector<Selectable*>> byName(std::span<Selectable> cases) {
  std::unordered_map<std::string, std::vector<Selectable*>> named;
  for (auto& one : cases) {
    named[nameOf(one, one.listed->id)].push_back(&one);
    for (const auto& suite : one.program->framework->suiteNames(*one.listed))
      named[nameOf(one, suite)].push_back(&one);
  }
  return named;
}

}  // namespace

void takeNeeded(std::span<Selectable> cases) {
  std::vector<const Selectable*> open;  // their needs are not taken yet
  for (const auto& one : cases) {
    if (one.taken && one.runs && !one.listed->needs.empty()) open.push_back(&one);
  }
  if (open.empty()) return;
  auto named = byName(cases);
  while (!open.empty()) {
    const auto& one = *open.back();
    open.pop_back();
    for (const auto& need : one.listed->needs) {
      // Each name is looked up once: then all of its cases are taken.
      const auto needed = named.extract(nameOf(one, need));
      if (needed.empty()) continue;
      for (auto* other : needed.mapped()) {
        if (std::exchange(other->taken, true) || !other->runs) continue;
        open.push_back(other);
      }
    }
  }
}

}  // namespace trial
