// Completion of a word of the command line.
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include <stdlib.h>

#include <boost/test/unit_test.hpp>

#include <trial/commandline/completion.hpp>
#include <trial/commandline/orders.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/reporters.hpp>

#include "folders.hpp"

using namespace trial;
using folders::modules;
using folders::programs;

namespace fs = std::filesystem;

namespace {

/// In a folder of its own, from which the tests' modules are found through TRIAL_PATH.
struct Completion {
  Completion() : before(runFolder()) {
    setRunFolder(programs);
    ::setenv("TRIAL_PATH", (modules.string() + ":other=" + alpha.string()).c_str(), 1);
  }
  ~Completion() {
    ::unsetenv("TRIAL_PATH");
    setRunFolder(before);
  }

  fs::path alpha = modules / "test_alpha.so";
  fs::path before;
};

/// `text`, or `text=description` for names of tests.
std::set<std::string> told(std::string_view kind, const std::string& beginning,
                           bool mayRun = true) {
  std::set<std::string> all;
  const auto tell = [&](const Candidate& candidate) {
    const auto line =
        kind == kindOfNames ? candidate.text + "=" + candidate.description : candidate.text;
    BOOST_TEST(all.insert(line).second, line << " is told once");
  };
  tellCandidates(kind, beginning, tell, mayRun);
  return all;
}
std::set<std::string> names(const std::string& beginning) { return told(kindOfNames, beginning); }

using Set = std::set<std::string>;

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(Set)

BOOST_FIXTURE_TEST_SUITE(CompletionTests, Completion)

BOOST_AUTO_TEST_CASE(values_are_those_that_the_options_take) {
  Set known;
  for (const auto& order : orders()) known.insert(std::string(order.name));
  BOOST_TEST(told("order", "") == known);
  BOOST_TEST(told("order", "a") == Set{"alphabetical"});
  BOOST_TEST(told("reporter", "su") == (Set{"subunit", "summary"}));
  BOOST_TEST(told("reactor", "e") == Set{"epoll"});
  BOOST_TEST(told("format", "") == (Set{"plain", "emacs", "cgitb", "default", "brief", "verbose"}));
  BOOST_TEST(told("nothing", "").empty());
}

BOOST_AUTO_TEST_CASE(a_reporter_of_a_user_is_one) {
  setRunFolder(modules / "reporters");
  const auto reporters = told("reporter", "");
  BOOST_TEST(reporters.contains("lines"));
  BOOST_TEST(reporters.contains("verbose"));
  BOOST_TEST(!reporters.contains("undefined"), "its module cannot be opened");
}

BOOST_AUTO_TEST_CASE(modules_and_packages_are_found_where_they_are_searched) {
  BOOST_TEST(names("test_al") == Set{"test_alpha=module"});
  BOOST_TEST(names("o") == Set{"other=module"});
  BOOST_TEST(names("sam") == Set{"sample=package"});
  BOOST_TEST(names("sample.") ==
             (Set{"sample.test_one=module", "sample.test_two=module", "sample.inner=package"}));
  BOOST_TEST(names("sample.i") == Set{"sample.inner=package"});
  setRunFolder(modules);
  BOOST_TEST(names("test_al") == Set{"test_alpha=module"});
}

BOOST_AUTO_TEST_CASE(a_name_goes_a_level_deeper_than_what_is_typed) {
  const Set classes = {"test_alpha.ZuluTests=class", "test_alpha.inner.AlphaTests=class"};
  BOOST_TEST(names("test_alpha.") == classes);
  BOOST_TEST(names("test_alpha.inn") == Set{"test_alpha.inner.AlphaTests=class"});
  BOOST_TEST(names("test_alpha.inner.AlphaTests.") ==
             (Set{"test_alpha.inner.AlphaTests.test_own=test",
                  "test_alpha.inner.AlphaTests.test_alpha=test"}));
  BOOST_TEST(names("test_alpha.ZuluTests.test_g") == Set{"test_alpha.ZuluTests.test_gamma=test"});
  BOOST_TEST(names("test_alpha.ZuluTests.h").empty(), "a helper is no test");
}

BOOST_AUTO_TEST_CASE(what_is_whole_may_go_on) {
  BOOST_TEST(names("test_alpha") == (Set{"test_alpha=module", "test_alpha.ZuluTests=class",
                                         "test_alpha.inner.AlphaTests=class"}));
  BOOST_TEST(names("test_alpha.inner.AlphaTests") ==
             (Set{"test_alpha.inner.AlphaTests=class", "test_alpha.inner.AlphaTests.test_own=test",
                  "test_alpha.inner.AlphaTests.test_alpha=test"}));
  BOOST_TEST(names("sample.inner") ==
             (Set{"sample.inner=package", "sample.inner.test_deep=module"}));
}

BOOST_AUTO_TEST_CASE(tests_have_the_name_that_led_to_their_module) {
  BOOST_TEST(names("test_alpha.Z") == Set{"test_alpha.ZuluTests=class"});  // which opens it
  BOOST_TEST(names("other.Z") == Set{"other.ZuluTests=class"});
}

BOOST_AUTO_TEST_CASE(a_program_is_asked_for_its_cases) {
  BOOST_TEST(names("boost_names::sl") == Set{"boost_names::slash_ed=suite"});
  const Set cases = {"./boost_names::slash_ed/case=case", "./boost_names::slash_ed/case two=case",
                     "./boost_names::slash_ed/pipe|d(3)=case"};
  BOOST_TEST(names("./boost_names::slash_ed/") == cases);
  auto withSuite = cases;
  withSuite.insert("./boost_names::slash_ed=suite");
  BOOST_TEST(names("./boost_names::slash_ed") == withSuite);
  BOOST_TEST(names("boost_names::of_type<i") == Set{"boost_names::of_type<int>=case"});
}

BOOST_AUTO_TEST_CASE(paths_are_left_to_the_shell) {
  BOOST_TEST(names("./").empty());
  BOOST_TEST(names(modules.string() + "/test_al").empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_opened_or_run_if_it_may_not_be,
                     *boost::unit_test::label("CLI-12")) {
  const auto names = [](const std::string& beginning) {
    return told(kindOfNames, beginning, false);
  };
  BOOST_TEST(names("sample.") ==
             (Set{"sample.test_one=module", "sample.test_two=module", "sample.inner=package"}));
  BOOST_TEST(names("sample.inner") ==
             (Set{"sample.inner=package", "sample.inner.test_deep=module"}));
  BOOST_TEST(names("test_alpha") == Set{"test_alpha=module"});
  BOOST_TEST(names("test_alpha.").empty());
  BOOST_TEST(names("boost_names::").empty());
  setRunFolder(modules / "reporters");
  BOOST_TEST(!told("reporter", "", false).contains("silent"));
  BOOST_TEST(told("reporter", "su", false) == (Set{"subunit", "summary"}));
}

BOOST_AUTO_TEST_CASE(where_there_is_nothing_nothing_is_told) {
  BOOST_TEST(names("hangs::").empty(), "no test program");
  BOOST_TEST(names("test_gone").empty());
  BOOST_TEST(names("test_alpha.GoneTests.").empty());
}

BOOST_AUTO_TEST_SUITE_END()
