// Cases of programs that come along because others depend on them.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/boosttest/adapter.hpp>
#include <trial/programs/program.hpp>
#include <trial/selecting/needs.hpp>

using namespace trial::frameworks;
using boost::unit_test::label;
using trial::Selectable;

BOOST_AUTO_TEST_SUITE(NeedsTests, *boost::unit_test::timeout(60))

namespace {

struct Needs {
  Needs() {
    program.name = "prog";
    program.framework = &framework;
  }
  void add(const std::string& id, std::vector<std::string> path, std::vector<std::string> needs) {
    listed.push_back({id, std::move(path)});
    listed.back().needs = std::move(needs);
  }
  /// The ids that are taken when `wanted` are.
  std::vector<std::string> taken(const std::vector<std::string>& wanted) {
    std::vector<Selectable> cases;
    for (const auto& one : listed) {
      const bool isWanted = std::find(wanted.begin(), wanted.end(), one.id) != wanted.end();
      cases.push_back({&program, &one, isWanted});
    }
    trial::takeNeeded(cases);
    std::vector<std::string> ids;
    for (const auto& one : cases) {
      if (one.taken) ids.push_back(one.listed->id);
    }
    return ids;
  }

  BoostTest framework;
  Program program;
  std::vector<ListedCase> listed;
};

using Ids = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_suite_that_is_needed_is_needed_whole, Needs, *label("BOOST-05")) {
  add("S/a", {"S", "a"}, {});
  add("S/T/b", {"S", "T", "b"}, {"d"});
  add("c", {"c"}, {"S", "gone"});
  add("d", {"d"}, {"c"});
  add("e", {"e"}, {"d"});
  add("S2/f", {"S2", "f"}, {});
  BOOST_TEST((taken({"c"}) == Ids{"S/a", "S/T/b", "c", "d"}));
  BOOST_TEST((taken({"S/a"}) == Ids{"S/a"}));
}

BOOST_FIXTURE_TEST_CASE(a_long_chain_takes_no_longer_for_each_of_its_links, Needs) {
  constexpr int links = 20000;
  for (int i = links; i > 0; --i) {
    const auto name = fmt::format("c{}", i);
    add(name, {name}, {fmt::format("c{}", i + 1)});
  }
  BOOST_TEST(taken({"c1"}).size() == static_cast<std::size_t>(links));
}

BOOST_AUTO_TEST_SUITE_END()
