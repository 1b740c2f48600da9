// Reporters of users: how they are registered, found by name and path, and listed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include <sys/types.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <trial/detail/loaderrors.hpp>
#include <trial/loader.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/programs/native/answering.hpp>
#include <trial/reporters.hpp>
#include <trial/suite.hpp>
#include <trial/textreporter.hpp>

#include "recorder.hpp"

using namespace trial;
using boost::unit_test::label;

namespace {

namespace fs = std::filesystem;

const fs::path reporterModules = fs::path(TRIAL_TEST_MODULES) / "reporters";

/// The run's folder is an empty one, and TRIAL_PATH has the folder of the modules.
struct Modules : recording::ScratchFolder {
  Modules() { ::setenv("TRIAL_PATH", reporterModules.c_str(), 1); }
  ~Modules() { ::unsetenv("TRIAL_PATH"); }
  Modules(const Modules&) = delete;
  Modules& operator=(const Modules&) = delete;
};

/// Matches a ModuleError that has all of these in its text.
auto saying(std::vector<std::string> parts) {
  return [parts = std::move(parts)](const ModuleError& error) {
    return std::all_of(parts.begin(), parts.end(), [&error](const auto& part) {
      return std::string(error.what()).find(part) != std::string::npos;
    });
  };
}

void find(const std::string& name) { (void)findReporter(name); }

std::string pathOf(const std::string& module) {
  return (reporterModules / (module + ".so")).string();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ReporterModuleTests, Modules)

BOOST_AUTO_TEST_CASE(trials_own_have_their_names, *label("REP-26")) {
  std::vector<std::string> names;
  for (const auto& reporter : reporters()) {
    if (reporter.module.empty()) names.push_back(reporter.name);
  }
  BOOST_TEST(names == (std::vector<std::string>{"verbose", "bwverbose", "summary", "text", "timing",
                                                "subunit"}));
  for (const auto& name : names) BOOST_TEST(findReporter(name)->name == name);
}

BOOST_AUTO_TEST_CASE(a_name_is_that_of_a_module_in_a_folder_of_the_path) {
  const auto* entry = findReporter("lines");
  BOOST_REQUIRE(entry != nullptr);
  BOOST_TEST(entry->name == "lines");
  BOOST_TEST(entry->description == "a line for each event");
  BOOST_TEST(entry->module == fs::canonical(pathOf("reporter_lines")));
  BOOST_TEST(findReporter("lines") == entry, "it is opened once");
  std::ostringstream out;
  const auto reporter = entry->factory(out, "brief", true, &theLogPublisher());
  reporter->startTest(std::make_shared<TestHolder>("a.b"));
  reporter->done();
  BOOST_TEST(out.str() == "made with brief, in realtime\nstart a.b\ndone 1\n");
  BOOST_TEST(findReporter("nope") == nullptr);
  BOOST_TEST(findReporter("") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_runs_folder_is_searched_and_files_of_the_path) {
  // That it registers nothing shows that it was found, whatever is open already.
  const auto found = saying({"reporter_silent.so registers no reporter"});
  fs::create_symlink(pathOf("reporter_silent"), path / "libreporter_quiet.so");
  BOOST_CHECK_EXCEPTION(find("quiet"), ModuleError, found);
  ::setenv("TRIAL_PATH", ("reporter_hushed=" + pathOf("reporter_silent")).c_str(), 1);
  BOOST_CHECK_EXCEPTION(find("hushed"), ModuleError, found);
  BOOST_TEST(findReporter("loud") == nullptr);
}

BOOST_AUTO_TEST_CASE(two_files_of_one_name_in_a_folder_are_an_error) {
  fs::create_symlink(pathOf("reporter_silent"), path / "libreporter_double.so");
  fs::create_symlink(pathOf("reporter_silent"), path / "reporter_double.so");
  BOOST_CHECK_EXCEPTION(find("double"), ModuleError,
                        saying({"two modules are named 'reporter_double'", "lib"}));
}

BOOST_AUTO_TEST_CASE(a_path_is_that_of_a_module) {
  BOOST_TEST(findReporter(pathOf("reporter_lines"))->name == "lines");
  BOOST_TEST(findReporter(pathOf("reporter_elsewhere"))->name == "protocol",
             "the only one whatever its name");
  fs::create_symlink(pathOf("reporter_lines"), path / "mine.so");
  BOOST_TEST(findReporter("mine.so")->name == "lines");
  BOOST_TEST(findReporter("./mine.so")->name == "lines");
  BOOST_TEST(findReporter("./other.so") == nullptr);
  BOOST_CHECK_EXCEPTION(
      find(pathOf("reporter_several")), ModuleError,
      saying({"reporter_several.so registers several reporters, letters, more_letters"}));
  BOOST_TEST(findReporter("more_letters") != nullptr, "once it is open its names are known");
  std::ostringstream out;
  const auto letters = findReporter("letters")->factory(out);
  BOOST_TEST(dynamic_cast<const TextReporter*>(letters.get()) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_module_that_cannot_be_used_says_why) {
  BOOST_CHECK_EXCEPTION(find("silent"), ModuleError,
                        saying({"reporter_silent.so registers no reporter", "TRIAL_REPORTER"}));
  BOOST_CHECK_EXCEPTION(find("undefined"), ModuleError,
                        saying({"reporter_undefined.so", "undefined symbol"}));
  BOOST_CHECK_EXCEPTION(find("twin"), ModuleError,
                        saying({"two reporters are named 'twin'", "reporter_twin.so"}));
  BOOST_CHECK_EXCEPTION(
      find("elsewhere"), ModuleError,
      saying({"reporter_elsewhere.so registers no reporter 'elsewhere', but 'protocol'"}));
}

BOOST_AUTO_TEST_CASE(all_are_listed_and_a_broken_one_hides_no_other) {
  const auto available = availableReporters();
  const auto named = [&available](const std::string& name) {
    const auto found = std::find_if(available.begin(), available.end(),
                                    [&name](const auto& other) { return other.name == name; });
    BOOST_REQUIRE(found != available.end());
    return *found;
  };
  BOOST_TEST(available.front().name == "verbose");
  BOOST_TEST(available.front().problem.empty());
  BOOST_TEST(named("lines").description == "a line for each event");
  BOOST_TEST(named("and_tests").problem.empty());
  BOOST_TEST(named("silent").problem.find("registers no reporter") != std::string::npos);
  BOOST_TEST(named("undefined").problem.find("undefined symbol") != std::string::npos);
  BOOST_TEST(named("twin").name == "twin");
  std::vector<std::string> once;
  for (const auto& reporter : available) once.push_back(reporter.name);
  std::sort(once.begin(), once.end());
  const auto again = availableReporters();
  BOOST_TEST(std::count(once.begin(), once.end(), "lines") == 1);
  BOOST_TEST(again.size() >= available.size());
}

BOOST_AUTO_TEST_CASE(a_module_of_another_user_is_opened_only_by_name, *label("LOAD-05")) {
  if (::geteuid() != 0) return;  // only root can give files away
  constexpr uid_t nobody = 65534;
  constexpr uid_t somebody = 4711;
  const auto file = path / "reporter_theirs.so";
  // That it registers nothing shows that it was opened.
  fs::copy_file(pathOf("reporter_silent"), file);
  BOOST_TEST_REQUIRE(::chown(file.c_str(), somebody, static_cast<gid_t>(-1)) == 0);
  fs::permissions(path, fs::perms(0755));
  ::setenv("TRIAL_PATH", path.c_str(), 1);
  BOOST_TEST_REQUIRE(::seteuid(nobody) == 0);
  const auto available = availableReporters();
  BOOST_CHECK_EXCEPTION(find("theirs"), ModuleError, saying({"registers no reporter"}));
  BOOST_TEST_REQUIRE(::seteuid(0) == 0);
  const auto theirs = std::find_if(available.begin(), available.end(),
                                   [](const auto& reporter) { return reporter.name == "theirs"; });
  BOOST_REQUIRE(theirs != available.end());
  BOOST_TEST(theirs->problem ==
             file.string() + " belongs to another user (4711) and is only opened by name");
}

BOOST_AUTO_TEST_CASE(tests_of_a_reporters_module_are_that_modules) {
  BOOST_REQUIRE(findReporter("and_tests") != nullptr);
  const auto suite = TestLoader().loadByName("reporter_and_tests");
  BOOST_TEST(recording::idsOf(suite) ==
             (recording::Events{"reporter_and_tests.OwnTests.test_nothing"}));
}

BOOST_AUTO_TEST_CASE(workers_are_not_told_of_a_module_with_nothing_but_a_reporter) {
  BOOST_REQUIRE(findReporter("lines") != nullptr);
  BOOST_TEST(workerModulePath().find("reporter_lines") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_class_says_that_its_stream_is_its_own) {
  BOOST_TEST(findReporter(pathOf("reporter_elsewhere"))->factory.ownsStream());
  BOOST_TEST(findReporter("subunit")->factory.ownsStream());
  BOOST_TEST(!findReporter("text")->factory.ownsStream());
  BOOST_TEST(!findReporter("lines")->factory.ownsStream());
}

BOOST_AUTO_TEST_SUITE_END()
