#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include <trial/durations/durationtable.hpp>
#include <trial/durations/statefolder.hpp>

namespace {

using boost::unit_test::label;
using trial::DurationTable;
using namespace std::string_view_literals;

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

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(StateFolderTests)

std::optional<std::filesystem::path> folderWith(const std::map<std::string, std::string>& variables,
                                                const std::string& runFolder = "/home/me/project") {
  return trial::stateFolder(runFolder, [&](const char* name) {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  });
}

BOOST_AUTO_TEST_CASE(a_text_learns_as_a_table_does, *label("DUR-02")) {
  trial::DurationTable measured;
  measured.tookCase("b", 3);
  measured.tookCase("b.c", 1);
  measured.tookCase("with\ttab", 2);
  measured.tookToStart("prog", 0.5);
  const std::string heading = "# trial-dist durations 1\n";
  for (const std::string lines :
       {"", "case\ta\t1.000000\n", "case\tb\t1.000000\ncase\tz\t2.000000\n",
        "case\tb\t1.000000\nnonsense\ncase\tc\tx\nstart\tprog\t1.500000\n",
        "case\ta\t1.000000\nstart\tz\t1.000000"}) {
    trial::DurationTable table;
    table.read(heading + lines);
    table.learn(measured);
    BOOST_TEST(measured.learnedBy(heading + lines).value_or("none") == table.text());
  }
  // What was not written like this is read as a whole.
  BOOST_TEST(!measured.learnedBy(heading + "case\tb\t1.0\ncase\ta\t1.0\n").has_value());
  BOOST_TEST(!measured.learnedBy(heading + "case\ta\t1.0\ncase\ta\t2.0\n").has_value());
  BOOST_TEST(!measured.learnedBy("").has_value());
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
