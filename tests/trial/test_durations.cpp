#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <boost/test/unit_test.hpp>

#include <trial/durations/durationtable.hpp>
#include <trial/durations/statefolder.hpp>

namespace {

using boost::unit_test::label;
using trial::DurationTable;
using namespace std::string_view_literals;

/// A plain map that learns durations as a table must.
struct Model {
  std::map<std::string, double> cases;

  void took(const std::string& id, double seconds) {
    const auto [at, isNew] = cases.emplace(id, seconds);
    if (!isNew) at->second = (at->second + seconds) / 2;
  }
};

/// Measures of cases whose names begin alike and need escapes, several of a case, in any order.
std::pair<DurationTable, Model> randomMeasures(std::mt19937& random) {
  std::pair<DurationTable, Model> made;
  for (auto left = random() % 40; left > 0; --left) {
    std::string id;
    for (auto length = random() % 4; length > 0; --length) id += "\\\t\n\1aab"[random() % 7];
    const double seconds = static_cast<double>(random() % 1024) / 1024;
    made.first.tookCase(id, seconds);
    made.second.took(id, seconds);
  }
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DurationTableTests)

BOOST_AUTO_TEST_CASE(what_is_written_can_be_read, *label("DUR-01")) {
  DurationTable table;
  table.tookCase("p::b\tc\\d\ne\r", 0.25);
  table.tookCase("p::a", 1.5);
  table.tookToStart("p", 0.003);
  BOOST_TEST(table.text() ==
             "# trial-dist durations 1\n"
             "case\tp::a\t1.500000\n"
             "case\tp::b\\tc\\\\d\\ne\\r\t0.250000\n"
             "start\tp\t0.003000\n");
  DurationTable again;
  again.read(table.text());
  BOOST_TEST(again.text() == table.text());
  BOOST_TEST(again.ofCase("p::b\tc\\d\ne\r").value() == 0.25);
  BOOST_TEST(again.ofStart("p").value() == 0.003);
  BOOST_TEST(!again.ofCase("p").has_value());
  BOOST_TEST(!again.ofStart("p::a").has_value());
}

BOOST_AUTO_TEST_CASE(lines_that_cannot_be_read_are_left_out, *label("DUR-01")) {
  DurationTable table;
  table.read(
      "case\tgood\t1\n"
      "case\tno number\tx\n"
      "case\tnegative\t-1\n"
      "case\tinfinite\tinf\n"
      "case\tlonger than a week\t1e300\n"
      "case\tnone\tnan\n"
      "case\tbehind it\t1s\n"
      "case\twithout seconds\n"
      "case\ta raw\ttab\t1\n"
      "case\ta raw\rreturn\t1\n"
      "case\twrong \\x escape\t1\n"
      "case\tends with \\\t1\n"
      "other\tkind\t1\n"
      "\n\0\xff\n"
      "case\tlast, without an end of line\t2"sv);
  BOOST_TEST(table.text() ==
             "# trial-dist durations 1\n"
             "case\tgood\t1.000000\n"
             "case\tlast, without an end of line\t2.000000\n");
}

BOOST_AUTO_TEST_CASE(a_measure_counts_as_much_as_all_before_it, *label("DUR-02")) {
  DurationTable table;
  table.tookCase("a", 1);
  table.tookCase("a", 2);
  BOOST_TEST(table.ofCase("a").value() == 1.5);
  DurationTable measured;
  measured.tookCase("a", 0.5);
  measured.tookCase("b", 7);
  table.learn(measured);
  BOOST_TEST(table.ofCase("a").value() == 1.0);
  BOOST_TEST(table.ofCase("b").value() == 7.0);
  table.tookCase("a", -1);
  BOOST_TEST(table.ofCase("a").value() == 1.0);
}

BOOST_AUTO_TEST_CASE(tables_that_learn_and_are_read_know_what_a_map_does, *label("DUR-02")) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    auto [table, model] = randomMeasures(random);
    for (auto learned = random() % 3; learned > 0; --learned) {
      const auto [other, more] = randomMeasures(random);
      if (random() % 2 == 0) (void)table.text();  // makes what it knows so far orderly
      table.learn(other);
      for (const auto& [id, seconds] : more.cases) model.took(id, seconds);
    }
    for (const auto& [id, seconds] : model.cases)
      BOOST_TEST_REQUIRE(table.ofCase(id).value() == seconds);
    BOOST_TEST_REQUIRE(!table.ofCase("unknown").has_value());
    DurationTable again;
    again.read(table.text());
    BOOST_TEST_REQUIRE(again.text() == table.text());
    for (const auto& [id, seconds] : model.cases)
      BOOST_TEST_REQUIRE(std::abs(again.ofCase(id).value() - seconds) < 1e-6);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(StateFolderTests)

std::optional<std::filesystem::path> folderWith(const std::map<std::string, std::string>& variables,
                                                const std::string& runFolder = "/home/me/project") {
  return trial::stateFolder(runFolder, [&](const char* name) {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  });
}

BOOST_AUTO_TEST_CASE(each_folder_of_runs_has_one_of_its_own, *label("DUR-03")) {
  const auto folder = folderWith({{"XDG_STATE_HOME", "/state"}}).value();
  BOOST_TEST(folder.parent_path() == "/state/trial-dist");
  BOOST_TEST(folder.filename().string().starts_with("project-"));
  BOOST_TEST(folderWith({{"XDG_STATE_HOME", "/state"}}).value() == folder);
  BOOST_TEST(folderWith({{"XDG_STATE_HOME", "/state"}}, "/home/other/project").value() != folder);
}

BOOST_AUTO_TEST_CASE(the_variables_say_where_it_is, *label("DUR-03")) {
  const auto inHome = folderWith({{"HOME", "/home/me"}}).value();
  BOOST_TEST(inHome.parent_path() == "/home/me/.local/state/trial-dist");
  BOOST_TEST(folderWith({{"XDG_STATE_HOME", "relative"}, {"HOME", "/home/me"}}).value() == inHome);
  BOOST_TEST(folderWith({{"TRIAL_DIST_STATE", "/here"}, {"HOME", "/home/me"}}).value() == "/here");
  BOOST_TEST(folderWith({{"TRIAL_DIST_STATE", "state"}}).value() == "/home/me/project/state");
  BOOST_TEST(folderWith({{"TRIAL_DIST_STATE", ""}, {"HOME", "/home/me"}}).value() == inHome);
  BOOST_TEST(!folderWith({}).has_value());
  BOOST_TEST(!folderWith({{"HOME", ""}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
