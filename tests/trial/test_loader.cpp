// The loader and the modules that it opens. The modules are in tests/modules.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <trial/loader.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/modules.hpp>
#include <trial/programs/programcase.hpp>

#include "folders.hpp"
#include "recorder.hpp"
#include "texts.hpp"

using namespace trial;
using boost::unit_test::label;
using folders::modules;
using recording::Events;
using recording::idsOf;
using texts::contains;

namespace fs = std::filesystem;

namespace {

/// The run was started in the folder of the modules.
struct InModules {
  InModules() : before(runFolder()) { setRunFolder(modules); }
  ~InModules() { setRunFolder(before); }
  fs::path before;
};

/// The error of the only member of the suite, which has this name.
std::string errorOf(const SuitePtr& suite, const std::string& name) {
  const auto tests = _iterateTests(suite);
  if (tests.size() != 1 || tests[0]->id() != name) return "no single member of that name";
  const auto* holder = dynamic_cast<const ErrorHolder*>(tests[0].get());
  return holder != nullptr ? holder->error().type() + ": " + holder->error().getErrorMessage()
                           : "no error";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LoaderTests, InModules)

BOOST_AUTO_TEST_CASE(classes_and_tests_are_sorted_by_name, *label("SU-09") * label("SU-14")) {
  TestLoader loader;
  BOOST_TEST(loader.methodPrefix == "test");
  BOOST_TEST(loader.modulePrefix == "test_");
  BOOST_TEST(
      idsOf(loader.loadByName("test_alpha")) ==
          (Events{"test_alpha.ZuluTests.test_alpha", "test_alpha.ZuluTests.test_beta",
                  "test_alpha.ZuluTests.test_gamma", "test_alpha.inner.AlphaTests.test_alpha",
                  "test_alpha.inner.AlphaTests.test_own"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_may_stop_at_any_level) {
  TestLoader loader;
  BOOST_TEST(idsOf(loader.loadByName("test_alpha.inner.AlphaTests")) ==
                 (Events{"test_alpha.inner.AlphaTests.test_alpha",
                         "test_alpha.inner.AlphaTests.test_own"}),
             boost::test_tools::per_element());
  BOOST_TEST(idsOf(loader.loadByName("test_alpha.ZuluTests.test_beta")) ==
                 Events{"test_alpha.ZuluTests.test_beta"},
             boost::test_tools::per_element());
  const auto byPath = loader.loadByName("./test_alpha.so");
  BOOST_TEST(byPath->countTestCases() == 5);
  BOOST_TEST(loader.loadByName((modules / "test_alpha.so").string())->countTestCases() == 5);
}

BOOST_AUTO_TEST_CASE(the_id_of_a_test_finds_it_again) {
  TestLoader loader;
  for (const auto& id : idsOf(loader.loadByName("test_alpha"))) {
    BOOST_TEST(loader.loadCase(id)->id() == id);
    BOOST_TEST(loader.loadCase(id)->countTestCases() == 1);
  }
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_an_error_of_its_name, *label("SU-10")) {
  TestLoader loader;
  BOOST_TEST(errorOf(loader.loadByName("no.such.name"), "no.such.name") ==
             "trial.ObjectNotFound: 'no.such.name' does not name an object");
  BOOST_TEST(errorOf(loader.loadByName("nosuch"), "nosuch") ==
             "trial.ModuleNotFound: No module named 'nosuch'");
  BOOST_TEST(errorOf(loader.loadByName("test_alpha.Nope"), "test_alpha.Nope") ==
             "trial.ObjectNotFound: 'test_alpha.Nope' does not name an object: module 'test_alpha' "
             "has no class "
             "'Nope'");
  BOOST_TEST(errorOf(loader.loadByName("no/such.so"), "no/such.so") ==
             "std.invalid_argument: 'no/such.so' doesn't exist");
  BOOST_TEST(loader.loadByName("")->countTestCases() == 0);
  BOOST_TEST(dynamic_cast<const ErrorHolder*>(loader.loadCase("test_alpha.ZuluTests.gone").get()) !=
             nullptr);
}

BOOST_AUTO_TEST_CASE(a_package_loads_its_test_modules, *label("SU-11")) {
  TestLoader loader;
  BOOST_TEST(idsOf(loader.loadByName("sample")) == (Events{"sample.test_one.SampleTests.test_one",
                                                           "sample.test_two.SampleTests.test_two"}),
             boost::test_tools::per_element());
  BOOST_TEST(
      idsOf(loader.loadByName("sample", true)) ==
          (Events{"sample.inner.test_deep.DeepTests.test_deep",
                  "sample.test_one.SampleTests.test_one", "sample.test_two.SampleTests.test_two"}),
      boost::test_tools::per_element());
  BOOST_TEST(loader.loadByName("sample.test_one.SampleTests")->countTestCases() == 1);
}

BOOST_AUTO_TEST_CASE(a_module_wins_over_a_folder_of_its_name) {
  const recording::ScratchFolder scratch;
  fs::create_directories("test_same");
  fs::copy_file(modules / "sample" / "test_two.so", "test_same.so");
  fs::create_directories("other");
  fs::copy_file(modules / "sample" / "test_two.so", "other/test_third.so");
  TestLoader loader;
  BOOST_TEST(idsOf(loader.loadByName("test_same")) == Events{"test_same.SampleTests.test_two"},
             boost::test_tools::per_element());
  BOOST_TEST(idsOf(loader.loadByName("other")) == Events{"other.test_third.SampleTests.test_two"},
             boost::test_tools::per_element());
  BOOST_TEST(idsOf(loader.loadByName(".")) == Events{"test_same.SampleTests.test_two"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_source_of_a_module_stands_for_the_module_beside_it) {
  const recording::ScratchFolder scratch;
  fs::create_directories("package");
  for (const char* name : {"package/test_near.cpp", "test_lib.cpp"}) std::ofstream{name};
  fs::copy_file(modules / "sample" / "test_two.so", "package/test_near.so");
  fs::copy_file(modules / "sample" / "test_two.so", "libtest_lib.so");
  TestLoader loader;
  BOOST_TEST(
      idsOf(loader.loadByName("package/test_near.cpp")) == Events{"test_near.SampleTests.test_two"},
      boost::test_tools::per_element());
  BOOST_TEST(idsOf(loader.loadByName("test_lib.cpp")) == Events{"test_lib.SampleTests.test_two"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_read_costs_its_own_tests_only) {
  const recording::ScratchFolder scratch;
  for (const char* folder : {"package/open", "package/shut"}) {
    fs::create_directories(folder);
    fs::copy_file(modules / "sample" / "test_two.so", fs::path(folder) / "test_third.so");
  }
  fs::permissions(scratch.path, fs::perms(0755));
  fs::permissions("package/shut", fs::perms::none);
  TestLoader loader;
  const auto user = ::geteuid();
  if (user == 0) BOOST_REQUIRE(::seteuid(65534) == 0);  // root reads everything
  const auto package = loader.loadByName("package", true);
  const auto shut = errorOf(loader.loadByName("package/shut"), "package/shut");
  if (user == 0) BOOST_REQUIRE(::seteuid(user) == 0);
  fs::permissions("package/shut", fs::perms::owner_all);
  BOOST_TEST(idsOf(package) == Events{"package.open.test_third.SampleTests.test_two"},
             boost::test_tools::per_element());
  BOOST_TEST(shut == fmt::format("trial.ModuleError: cannot read folder {}: Permission denied",
                                 (scratch.path / "package/shut").string()));
}

BOOST_AUTO_TEST_CASE(modules_of_other_users_are_opened_only_by_name, *label("LOAD-05")) {
  if (::geteuid() != 0) return;  // only root can give files away
  constexpr uid_t nobody = 65534;
  constexpr uid_t somebody = 4711;
  const recording::ScratchFolder scratch;
  fs::permissions(scratch.path, fs::perms(0755));
  fs::create_directories("package/theirs");
  for (const auto& [file, owner] :
       {std::pair("package/test_own.so", nobody), std::pair("package/test_roots.so", uid_t{0}),
        std::pair("package/theirs/test_theirs.so", somebody)}) {
    fs::copy_file(modules / "sample" / "test_two.so", file);
    BOOST_TEST_REQUIRE(::chown(file, owner, static_cast<gid_t>(-1)) == 0);
  }
  TestLoader loader;
  BOOST_TEST(loader.loadByName("package", true)->countTestCases() == 3, "root opens any");
  BOOST_TEST_REQUIRE(::seteuid(nobody) == 0);
  const auto found = _iterateTests(loader.loadByName("package", true));
  const auto theirs = errorOf(loader.loadByName("package/theirs"), "package/theirs");
  const auto named = loader.loadByName("package.theirs.test_theirs");
  BOOST_TEST_REQUIRE(::seteuid(0) == 0);
  BOOST_TEST_REQUIRE(found.size() == 3U);
  const auto* passedOver = dynamic_cast<const SkipHolder*>(found.back().get());
  BOOST_TEST_REQUIRE(passedOver != nullptr);
  BOOST_TEST(passedOver->id() == "package.theirs.test_theirs");
  BOOST_TEST(passedOver->reason() ==
             "not opened: it was found, not named, and belongs to another user (4711)");
  BOOST_TEST(contains(theirs, "none of the test modules in "), theirs);
  BOOST_TEST(contains(theirs,
                      "/test_theirs.so is not opened: it was found, not named, and belongs "
                      "to another user (4711)"),
             theirs);
  BOOST_TEST(idsOf(named) == Events{"package.theirs.test_theirs.SampleTests.test_two"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_package_whose_modules_lie_deeper_is_empty_without_recursion) {
  const recording::ScratchFolder scratch;
  fs::create_directories("package/inner");
  TestLoader loader;
  BOOST_TEST(errorOf(loader.loadByName("package"), "package") ==
             fmt::format("trial.ModuleError: {} has no test modules (test_*.so)",
                         (scratch.path / "package").string()));
  fs::copy_file(modules / "sample" / "test_two.so", "package/inner/test_third.so");
  BOOST_TEST(_iterateTests(loader.loadByName("package")).empty());
  BOOST_TEST(loader.loadByName("package", true)->countTestCases() == 1);
}

BOOST_AUTO_TEST_CASE(a_module_that_cannot_be_loaded_does_not_hold_up_others, *label("SU-11")) {
  TestLoader loader;
  const auto suite = loader.loadByName("bad");
  BOOST_TEST(idsOf(suite) == (Events{"bad.test_good.GoodTests.test_passes", "bad.test_mistakes",
                                     "bad.test_silent", "bad.test_throws", "bad.test_twins",
                                     "bad.test_undefined"}),
             boost::test_tools::per_element());
  BOOST_TEST(contains(errorOf(loader.loadByName("bad.test_undefined"), "bad.test_undefined"),
                      "undefined symbol: "));
  BOOST_TEST(contains(errorOf(loader.loadByName("bad.test_silent"), "bad.test_silent"),
                      "registers no tests"));
  const auto twins = errorOf(loader.loadByName("bad/test_twins.so"), "bad/test_twins.so");
  BOOST_TEST(contains(twins, "two classes are named TwinTests: "));
  BOOST_TEST(contains(twins, "test_twins.cpp:"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_told_with_its_place) {
  const auto error = errorOf(TestLoader().loadByName("bad.test_mistakes"), "bad.test_mistakes");
  for (const char* mistake :
       {"test_mistakes.cpp:12: MistakeTests.test_negative has a timeout of -1.0 seconds: it must "
        "be "
        "0 or more; ",
        "test_mistakes.cpp:12: MistakeTests.test_nan has a timeout of nan seconds",
        "test_mistakes.cpp:13: MistakeTests.test_twice is registered twice",
        "test_mistakes.cpp: TRIAL_CLASS(MistakeTests) has a timeout of -2.0 seconds"}) {
    BOOST_TEST(contains(error, mistake), error);
  }
}

BOOST_AUTO_TEST_CASE(a_module_whose_initialiser_throws_is_refused_by_each_of_its_names) {
  TestLoader loader;
  for (const char* name :
       {"bad.test_throws", "bad.test_throws.HalfTests.test_passes", "bad/test_throws.so"}) {
    BOOST_TEST(errorOf(loader.loadByName(name), name) == "std.runtime_error: no such device");
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_loaded_shows_the_frames_of_its_own_code) {
  TestLoader loader;
  const auto framesOf = [&loader](const std::string& name) {
    const auto tests = _iterateTests(loader.loadByName(name));
    return dynamic_cast<const ErrorHolder&>(*tests.at(0)).error().frames();
  };
  const auto frames = framesOf("bad.test_throws");
  BOOST_TEST(!frames.empty());
  for (const auto& frame : frames)
    BOOST_TEST(frame.file.ends_with("bad/test_throws.cpp"), frame.file << " " << frame.function);
  for (const char* name : {"bad.test_silent", "bad.test_undefined", "nosuch", "./no/such.so"})
    BOOST_TEST(framesOf(name).empty(), name);
}

BOOST_AUTO_TEST_CASE(a_dot_at_the_end_of_a_name_names_nothing, *label("SU-10")) {
  TestLoader loader;
  BOOST_TEST(errorOf(loader.loadByName("test_alpha."), "test_alpha.") ==
             "trial.ObjectNotFound: 'test_alpha.' does not name an object: module 'test_alpha' has "
             "no class ''");
  BOOST_TEST(errorOf(loader.loadByName("test_alpha.ZuluTests."), "test_alpha.ZuluTests.") ==
             "trial.ObjectNotFound: 'test_alpha.ZuluTests.' does not name an object: class "
             "'test_alpha.ZuluTests' has no test ''");
  for (const std::string name : {"test_alpha.ZuluTests.test_beta.", "sample.", ".test_alpha"}) {
    BOOST_TEST(contains(errorOf(loader.loadByName(name), name), "does not name an object"), name);
  }
}

BOOST_AUTO_TEST_CASE(names_keep_their_order_and_run_once, *label("SU-12")) {
  TestLoader loader;
  BOOST_TEST(
      idsOf(loader.loadByNames({"test_alpha.ZuluTests.test_beta", "sample.test_one",
                                "test_alpha.ZuluTests", "nosuch", "nosuch"})) ==
          (Events{"test_alpha.ZuluTests.test_beta", "sample.test_one.SampleTests.test_one",
                  "test_alpha.ZuluTests.test_alpha", "test_alpha.ZuluTests.test_gamma", "nosuch"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_suite_of_the_modules_own_replaces_discovery, *label("SU-13")) {
  TestLoader loader;
  BOOST_TEST(
      idsOf(loader.loadByNames({"test_suite_of_its_own", "test_alpha.ZuluTests.test_beta"})) ==
          (Events{"twice.the.same", "twice.the.same", "test_alpha.ZuluTests.test_beta"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(things_have_names, *label("SU-16")) {
  const auto& module = openModule(modules / "test_alpha.so");
  BOOST_TEST(name(module) == "test_alpha");
  BOOST_TEST(name(*module.find("ZuluTests")) == "test_alpha.ZuluTests");
  BOOST_TEST(name(*TestLoader().loadCase("test_alpha.ZuluTests.test_beta")) ==
             "test_alpha.ZuluTests.test_beta");
}

BOOST_AUTO_TEST_CASE(a_module_may_say_its_name_and_have_no_tests) {
  TestLoader loader;
  BOOST_TEST(loader.loadByName("test_named")->countTestCases() == 0);
  BOOST_TEST(openModule(modules / "test_named.so").name == "other.name");
  BOOST_TEST(_iterateTests(loader.loadByName("other.name")).empty());
}

BOOST_AUTO_TEST_CASE(suites_are_made_by_the_factory_in_the_order_of_the_sorter) {
  TestLoader loader;
  loader.sorter = [](const SortItem& a, const SortItem& b) { return a.line < b.line; };
  loader.suiteFactory = [](std::vector<TestPtr> tests) {
    return std::make_shared<DestructiveTestSuite>(std::move(tests));
  };
  const auto suite = loader.loadByName("test_alpha.ZuluTests");
  BOOST_TEST(dynamic_cast<const DestructiveTestSuite*>(suite.get()) != nullptr);
  BOOST_TEST(
      idsOf(suite) == (Events{"test_alpha.ZuluTests.test_gamma", "test_alpha.ZuluTests.test_alpha",
                              "test_alpha.ZuluTests.test_beta"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(workers_are_told_where_each_module_is) {
  openModule(modules / "test_named.so");
  const auto path = workerModulePath();
  BOOST_TEST(contains(
      path, fmt::format("other.name={}", fs::canonical(modules / "test_named.so").string())));
}

BOOST_AUTO_TEST_CASE(a_file_that_has_the_id_of_an_earlier_one_is_another_program,
                     *label("PROG-484")) {
  const recording::ScratchFolder scratch;
  const auto write = [](const fs::path& file) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n";
    fs::permissions(file, fs::perms::owner_all);
  };
  const auto one = fs::absolute("one/prog");
  const auto two = fs::absolute("two/prog");
  const auto inside = [](const fs::path& file) { return file.string() + "::"; };
  write(one);
  write(two);
  TestLoader loader;
  BOOST_TEST(loader.loadCase(inside(one))->id() == inside(one));
  BOOST_TEST(idsOf(loader.loadByName(inside(one))) == std::vector{inside(one)});
  fs::rename(one, two);
  write(one);
  BOOST_TEST(loader.loadCase(inside(two))->id() == inside(two));
  BOOST_TEST(idsOf(loader.loadByName(inside(two))) == std::vector{inside(two)});
}

BOOST_AUTO_TEST_CASE(a_program_of_which_all_is_known_is_neither_read_nor_listed,
                     *label("COST-05")) {
  TestLoader loader;
  loader.knowProgram("nowhere/prog", "doctest", "dt-", {{"a", "note"}});
  loader.knowProgram("nowhere/other", "no such framework", "", {});
  const auto test = std::dynamic_pointer_cast<ProgramCase>(loader.loadCase("nowhere/prog::a"));
  BOOST_TEST_REQUIRE(test != nullptr);
  const auto& program = test->program();
  BOOST_TEST(program.framework->name() == "doctest");
  BOOST_TEST(program.dialect == "dt-");
  BOOST_TEST(program.known->notes.value().at("a") == "note");
  BOOST_TEST(dynamic_cast<const ErrorHolder*>(loader.loadCase("nowhere/other::a").get()) !=
             nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
