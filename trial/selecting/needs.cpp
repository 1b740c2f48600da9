#include <trial/selecting/needs.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <trial/programs/framework.hpp>
#include <trial/programs/program.hpp>

namespace trial {

void takeNeeded(std::span<Selectable> cases) {
  std::set<std::string> needed;
  const auto nameOf = [](const Selectable& one, const std::string& inside) {
    return one.program->name + "::" + inside;
  };
  const auto addNeedsOf = [&](const Selectable& one) {
    if (!one.taken || !one.runs) return;
    for (const auto& need : one.listed->needs) needed.insert(nameOf(one, need));
  };
  const auto isNeeded = [&](const Selectable& one) {
    if (needed.contains(nameOf(one, one.listed->id))) return true;
    const auto suites = one.program->framework->suiteNames(*one.listed);
    return std::any_of(suites.begin(), suites.end(),
                       [&](const auto& suite) { return needed.contains(nameOf(one, suite)); });
  };
  for (const auto& one : cases) addNeedsOf(one);
  for (bool any = !needed.empty(); any;) {
    any = false;
    for (auto& one : cases) {
      if (one.taken || !isNeeded(one)) continue;
      one.taken = any = true;
      addNeedsOf(one);
    }
  }
}

}  // namespace trial
