// Durations of earlier runs, in the real program.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(DurationProgramTests, Folder)

namespace {

/// The kinds and names of a file of durations.
std::set<std::string> namesIn(const fs::path& file) {
  std::set<std::string> names;
  for (const auto& line : linesOf(file)) {
    if (!line.starts_with('#')) names.insert(line.substr(0, line.rfind('\t')));
  }
  return names;
}

const std::string natives = " " + modules + "/test_alpha.so";

}  // namespace

BOOST_AUTO_TEST_CASE(runs_keep_the_durations_of_their_cases_in_the_state_folder,
                     *label("DUR-03") * label("DUR-05")) {
  const std::string state = "TRIAL_DIST_STATE=" + (path / "state").string();
  for (const char* jobs : {"", "-j2 "}) {
    BOOST_TEST(run(jobs + natives, state).status == 0);
    const auto names = namesIn(path / "state" / "durations");
    BOOST_TEST(names.contains("case\ttest_alpha.ZuluTests.test_beta"));
    fs::remove_all(path / "state");
  }
  BOOST_TEST(run("-j2 " + programs + "/boost_outcomes::passes", state).status == 0);
  const auto names = namesIn(path / "state" / "durations");
  BOOST_TEST(names.contains("case\t" + programs + "/boost_outcomes::passes"));
  BOOST_TEST(names.contains("start\t" + programs + "/boost_outcomes"));
}

BOOST_AUTO_TEST_CASE(without_a_variable_they_are_below_the_home_of_the_user, *label("DUR-03")) {
  const auto home = path / "home";
  fs::create_directory(home);
  BOOST_TEST(
      run(natives, "env -u TRIAL_DIST_STATE -u XDG_STATE_HOME HOME=" + home.string()).status == 0);
  const auto state = home / ".local/state/trial-dist";
  BOOST_REQUIRE(fs::is_directory(state));
  const auto folder = fs::directory_iterator(state)->path();
  BOOST_TEST(folder.filename().string().starts_with(path.filename().string() + "-"));
  BOOST_TEST(fs::is_regular_file(folder / "durations"));
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_if_it_is_not_wanted_or_nothing_runs, *label("DUR-06")) {
  const std::string state = "TRIAL_DIST_STATE=" + (path / "state").string();
  for (const char* options : {"--no-durations", "--no-durations -j2", "--dry-run", "--list"}) {
    BOOST_TEST(run(options + natives, state).status == 0);
    BOOST_TEST(!fs::exists(path / "state"), options);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_named_is_used_and_kept, *label("DUR-03")) {
  std::ofstream(path / "known") << "# trial-dist durations 1\n"
                                   "case\ttest_alpha.ZuluTests.test_beta\t1\n";
  const auto ran = run("-j2 --schedule=longest --durations known" + natives);
  BOOST_TEST(ran.lastLine() == "PASSED (successes=5)");
  BOOST_TEST(namesIn(path / "known").size() == 5U);
  BOOST_TEST(contentOf(path / "known").find("test_beta\t0.50") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_values_are_usage_errors, *label("DUR-04") * label("DUR-07")) {
  std::ofstream(path / "notes") << "precious\n";
  struct Row {
    const char* options;
    const char* message;
  };
  for (const auto& [options, message] :
       {Row{"--schedule=shortest", "argument to --schedule must be longest, not 'shortest'"},
        Row{"--durations=", "argument to --durations is empty"},
        Row{"--durations notes", "/notes holds something else than durations"},
        Row{"--durations .", ": Is a directory"}}) {
    const auto ran = runApart(options + natives);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.output == "");
    BOOST_TEST(ran.errors.find(message) != std::string::npos, ran.errors);
  }
  BOOST_TEST(contentOf(path / "notes") == "precious\n");
}

BOOST_AUTO_TEST_SUITE_END()
