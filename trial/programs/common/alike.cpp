#include <trial/programs/common/alike.hpp>

#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace trial::frameworks {

void numberAlike(std::vector<ListedCase>& cases,
                 const std::function<std::string(const ListedCase&)>& keyOf,
                 std::vector<std::size_t> order) {
  struct Alike {
    std::size_t cases = 0;
    std::size_t number = 0;
  };
  std::unordered_map<std::string, Alike> alike;
  std::unordered_set<std::string> taken;
  std::vector<Alike*> ofCase;
  for (const auto& listed : cases) {
    ofCase.push_back(&alike[keyOf(listed)]);
    ++ofCase.back()->cases;
    taken.insert(listed.id);
  }
  if (order.empty()) {
    order.resize(cases.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  for (const auto index : order) {
    auto& group = *ofCase[index];
    if (group.cases == 1) continue;
    auto& listed = cases[index];
    std::string number;
    do {
      number = fmt::format("#{}", ++group.number);
    } while (!taken.insert(listed.id + number).second);
    listed.id += number;
    listed.path.back() += number;
  }
}

}  // namespace trial::frameworks
