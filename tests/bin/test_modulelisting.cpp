// Modules are listed in processes of their own before anything else opens them.
#include <cstdlib>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/listing/modulelister.hpp>
#include <trial/loader.hpp>

#include "support.hpp"

using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(ModuleListingTests, Folder)

namespace {

const std::string opening = std::string(TRIAL_OPENING_MODULES) + "/test_opening.so";
const std::string made = std::string(TRIAL_OPENING_MODULES) + "/test_made_suite.so";
const std::string alpha = std::string(TRIAL_TEST_MODULES) + "/test_alpha.so";

/// The error with which the module is refused, when it is listed by trial-dist in so many seconds.
std::string refusal(const std::string& module, double timeout) {
  trial::setModuleListing(
      trial::ModuleListing{.program = TRIAL_DIST_PROGRAM, .timeout = timeout, .thenOpen = false});
  const auto tests = trial::_iterateTests(trial::TestLoader().loadByName(module));
  trial::setModuleListing(std::nullopt);
  BOOST_TEST_REQUIRE(tests.size() == 1U);
  const auto* holder = dynamic_cast<const trial::ErrorHolder*>(tests.front().get());
  BOOST_TEST_REQUIRE(holder != nullptr);
  return holder->error().getErrorMessage();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_manager_opens_no_module_that_workers_run, *label("LOAD-01")) {
  const auto openers = [this](const std::string& options) {
    const auto file = path / "opened";
    fs::remove(file);
    const auto ran = run(options + opening, "OPENED_BY=" + file.string());
    BOOST_TEST(ran.status == 0, ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=2)");
    return linesOf(file);
  };
  using Lines = std::multiset<std::string>;
  auto distributed = openers("-j1 ");
  BOOST_TEST((distributed == Lines{"--list-module", "--worker"}));
  BOOST_TEST((openers("-n ") == Lines{"--list-module"}), "nothing is run");
  BOOST_TEST((openers("") == Lines{"--list-module", opening}), "the tests run in the manager");
}

BOOST_AUTO_TEST_CASE(a_module_that_ends_its_process_is_one_error, *label("LOAD-02")) {
  const std::vector<std::pair<std::string, std::string>> ways = {
      {"exit", "exited with status 0 before its tests were listed"},
      {"_exit", "exited with status 3 before its tests were listed"},
      {"kill", "was started twice and ended by signal 9 (SIGKILL) before its tests were listed"},
      {"crash",
       "was started twice and ended by signal 11 (SIGSEGV) before its tests were listed:\n"
       "last words"}};
  for (const std::string jobs : {"", "-j2 ", "-n "}) {
    for (const auto& [way, said] : ways) {
      const auto ran = run(jobs + opening + " " + alpha, "OPENING=" + way);
      const bool dry = jobs == "-n ";
      BOOST_TEST(ran.status == (dry ? 0 : 1));
      BOOST_TEST(ran.lastLine() ==
                 (dry ? "PASSED (successes=6)" : "FAILED (errors=1, successes=5)"));
      if (!dry) BOOST_TEST(ran.has(opening + ": the process that opens it " + said), ran.output);
    }
  }
}

BOOST_AUTO_TEST_CASE(few_descriptors_are_enough_for_a_module, *label("LOAD-09")) {
  const auto ran = run(alpha, "ulimit -n 48;");
  BOOST_TEST(ran.lastLine() == "PASSED (successes=5)", ran.output);
}

BOOST_AUTO_TEST_CASE(a_module_whose_listing_is_killed_once_is_listed_again, *label("LOAD-10")) {
  const auto kills = path / "kills";
  for (const std::string jobs : {"", "-j2 "}) {
    std::ofstream(kills) << "1";
    const auto ran = run(jobs + opening, "KILLS=" + kills.string());
    BOOST_TEST(ran.status == 0, ran.output);
    BOOST_TEST(ran.lastLine() == "PASSED (successes=2)");
    BOOST_TEST(fs::file_size(kills) == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_module_that_hangs_is_one_error, *label("LOAD-02")) {
  const auto hangs = std::string(TRIAL_OPENING_MODULES) + "/opening_hangs.so";
  BOOST_TEST(refusal(hangs, 0.2) ==
             hangs + ": the process that opens it did not list its tests in 0.2 s");
  ::setenv("OPENING", "hang at the end", 1);
  const auto atEnd = refusal(opening, 3);
  ::unsetenv("OPENING");
  BOOST_TEST(atEnd == opening +
                          ": the process that opens it did not end in 3 s, although its tests were "
                          "listed");
}

BOOST_AUTO_TEST_CASE(a_module_that_ends_its_process_badly_is_not_opened_by_the_manager,
                     *label("LOAD-02")) {
  const auto serial = run(opening + " " + alpha, "OPENING='abort at the end'");
  BOOST_TEST(serial.status == 1);
  BOOST_TEST(serial.lastLine() == "FAILED (errors=1, successes=5)");
  BOOST_TEST(
      serial.has("was started twice and ended by signal 6 (SIGABRT) after its tests were "
                 "listed"));
  const auto distributed = run("-j1 " + opening, "OPENING='abort at the end'");
  BOOST_TEST(distributed.status == 1);
  BOOST_TEST(distributed.has(") did not end well after its last case: "));
  BOOST_TEST(distributed.lastLine() == "FAILED (errors=1, successes=2)");
}

BOOST_AUTO_TEST_CASE(what_was_only_listed_is_reported_as_what_was_opened, *label("LOAD-03")) {
  const auto environment = std::string("TRIAL_PATH=") + TRIAL_TEST_MODULES;
  for (const auto& names : {made, std::string("bad"), std::string("test_suite_of_its_own"),
                            std::string("--order=toptobottom test_alpha"),
                            std::string("test_alpha.ZuluTests test_alpha.inner.AlphaTests.gone"),
                            std::string("test_made_suite.Made.second ") + made}) {
    const auto serial = run(names, environment);
    const auto distributed = run("-j1 " + names, environment);
    BOOST_TEST(serial.status == distributed.status, names);
    BOOST_TEST(serial.lastLine() == distributed.lastLine(), names);
    const auto expected = outcomes(serial.output);
    BOOST_TEST(!expected.empty(), names);
    const auto found = outcomes(distributed.output);
    BOOST_TEST(found == expected, boost::test_tools::per_element());
  }
  const auto bad = run("-j2 bad", environment);
  BOOST_TEST(bad.has("bad/test_throws.cpp\", line 12, in "), bad.output);
  BOOST_TEST(bad.has("std.runtime_error: no such device\n"));
  BOOST_TEST(bad.has("two classes are named TwinTests: "));
  BOOST_TEST(bad.has("undefined symbol: "));
}

BOOST_AUTO_TEST_CASE(a_reporter_whose_module_crashes_ends_the_program_with_a_line,
                     *label("LOAD-02")) {
  const auto ran = run("--reporter=" + opening + " " + alpha, "OPENING=crash");
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.has(opening + ": the process that opens it was started twice and ended by signal "
                               "11 (SIGSEGV) before its reporters were listed"),
             ran.output);
}

#ifdef TRIAL_SANITIZED_MODULE
BOOST_AUTO_TEST_CASE(a_module_with_a_sanitizer_says_how_to_run_it, *label("LOAD-04")) {
  const std::string module = TRIAL_SANITIZED_MODULE;
  for (const std::string jobs : {"", "-j2 "}) {
    const auto ran = run(jobs + module + " " + alpha);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.has(module + " was built with AddressSanitizer, and this program was not: build "
                                "its tests as a program of their own, with TRIAL_MAIN and "
                                "-fsanitize=address, and run that program"),
               ran.output);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1, successes=5)");
  }
}
#endif

BOOST_AUTO_TEST_CASE(a_folder_above_that_of_the_run_is_not_searched, *label("LOAD-06")) {
  fs::create_directories(path / "build/here");
  fs::copy_file(alpha, path / "build/test_above.so");
  fs::copy_file(alpha, path / "build/here/test_here.so");
  const auto from = [this](const std::string& arguments) {
    return runProgram("cd build/here && " + std::string(TRIAL_DIST_PROGRAM), arguments);
  };
  for (const std::string name : {"..", "../../build", "/"}) {
    const auto ran = from("-j2 " + name);
    BOOST_TEST(ran.status == 1);
    BOOST_TEST(ran.lastLine() == "FAILED (errors=1)");
    BOOST_TEST(ran.has("'" + name +
                       "' lies above the folder of the run, so no module that may be "
                       "found there is opened: name the modules, or run in that folder"),
               ran.output);
  }
  BOOST_TEST(from("../test_above.so").lastLine() == "PASSED (successes=5)");
  BOOST_TEST(from(".").lastLine() == "PASSED (successes=5)");
  BOOST_TEST(from("../here").lastLine() == "PASSED (successes=5)");
}

BOOST_AUTO_TEST_SUITE_END()
