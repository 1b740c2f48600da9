// The golden suite: a run gives the text and the exit status that were recorded of Twisted's trial.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "goldentext.hpp"
#include "support.hpp"

using namespace support;

namespace {

const fs::path recordings = TRIAL_GOLDEN_RECORDINGS;

/// Where what was recorded is a defect, or the port's way is another: what is better here. Its text
/// stands beside the recording, `NAME.better.stdout` and so on.
const std::map<std::string, std::string> better = {
    {"plain/strict-todo-surprise-breaks-summary",
     "FIX-15: an unexpected success of a todo that lists errors has its summary"},
    {"plain/sync-async-differences",
     "FIX-16, FIX-17: what a setUp logs is its own test's; a test whose cleanup fails is no "
     "success"},
    {"plain/timeouts", "FIX-18: tearDown runs also when the chain of the test's Deferred waits"},
    {"plain/reporter-subunit",
     "FIX-14: a second outcome of a test begins anew, for readers drop it otherwise; a failure "
     "that knows where it was made shows it, and one that does not has no traceback"},
    {"errors/debugger-unknown", "cli.md, section 2: one line, no traceback"},
    {"errors/temp-directory-busy", "cli.md, section 2: one line, no traceback"},
    {"errors/j1-temp-directory-busy", "cli.md, section 2: one line, no traceback"},
    {"errors/temp-directory-not-trials", "cli.md, section 2: one line, no traceback"},
    {"errors/j1-temp-directory-not-trials", "cli.md, section 2: one line, no traceback"},
    {"errors/temp-directory-missing-parent", "DIR-08: the parent is made"},
    {"errors/j1-temp-directory-missing-parent", "DIR-08: the parent is made"},
    {"errors/jobs-exitfirst", "CLI-03: --exitfirst goes with --jobs"},
    {"errors/jobs-and-dry-run-and-exitfirst", "CLI-03: --exitfirst goes with --jobs"},
    {"errors/jobs-auto", "CLI-04: auto is a number of jobs"},
    {"errors/jobs-negative", "CLI-04: auto is a number of jobs"},
    {"errors/jobs-zero", "CLI-04: auto is a number of jobs"},
    {"errors/option-after-name", "cli.md, section 1: options may stand anywhere"},
};

/// Which order a seed stands for is another matter here: all that is printed is compared, but not
/// its order (tests/golden/README.md).
const std::string shuffled = "plain/random-1";

std::string contentOf(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> recordedNames() {
  std::vector<std::string> names;
  for (const auto* folder : {"plain", "errors"}) {
    for (const auto& entry : fs::directory_iterator(recordings / folder)) {
      if (entry.path().extension() == ".cmd")
        names.push_back(std::string(folder) + "/" + entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Recorded {
  std::string output;
  std::string errors;
  int status;
};

Recorded recordedOf(const std::string& name) {
  return {golden::recordedByTrial(contentOf(recordings / (name + ".stdout"))),
          better.contains(name)
              ? std::string()
              : golden::recordedByTrial(contentOf(recordings / (name + ".stderr"))),
          std::stoi(contentOf(recordings / (name + ".exit")))};
}

Recorded betterOf(const std::string& name) {
  const auto file = [&name](const char* suffix) {
    return recordings / (name + ".better" + suffix);
  };
  return {golden::comparable(contentOf(file(".stdout"))),
          golden::comparable(contentOf(file(".stderr"))), std::stoi(contentOf(file(".exit")))};
}

std::string sorted(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  std::string result;
  for (const auto& line : lines) result += line + "\n";
  return result;
}

/// A folder as the recorded runs found it.
struct GoldenFolder : Folder {
  GoldenFolder() {
    fs::create_directory(path / "precious");
    std::ofstream(path / "precious/thesis.txt") << "years of work\n";
    fs::create_symlink(std::to_string(::getpid()),
                       path / "busy.lock");  // somebody lives and has it
  }

  [[nodiscard]] Ran runRecorded(const std::string& name) const {
    auto command = contentOf(recordings / (name + ".cmd"));
    command.erase(command.find('\n'));
    const auto program = command.find("trial ");
    BOOST_TEST_REQUIRE(program != std::string::npos);
    auto environment = std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES + " ";
    environment += command.substr(0, program);
    if (const auto at = environment.find("<cwd>"); at != std::string::npos)
      environment.replace(at, std::string("<cwd>").size(), path.string());
    return runApart(command.substr(program + std::string("trial ").size()), environment);
  }
  [[nodiscard]] std::string printed(const std::string& text) const {
    return golden::printedHere(text, path, TRIAL_DIST_PROGRAM, TRIAL_GOLDEN_MODULES);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(GoldenTests)

BOOST_DATA_TEST_CASE_F(GoldenFolder, a_run_prints_what_was_recorded,
                       boost::unit_test::data::make(recordedNames()), name) {
  const auto ran = runRecorded(name);
  const auto expected = better.contains(name) ? betterOf(name) : recordedOf(name);
  BOOST_TEST(ran.status == expected.status);
  BOOST_TEST(printed(ran.errors) == expected.errors);
  if (name == shuffled) {
    BOOST_TEST(sorted(printed(ran.output)) == sorted(expected.output));
  } else {
    BOOST_TEST(printed(ran.output) == expected.output);
  }
}

BOOST_AUTO_TEST_CASE(what_is_better_is_another_text_and_has_a_name) {
  BOOST_TEST(recordedNames().size() == 75U);
  for (const auto& [name, why] : better) {
    const auto here = betterOf(name);
    const auto recorded = recordedOf(name);
    BOOST_TEST((here.output != recorded.output || here.status != recorded.status ||
                here.errors != contentOf(recordings / (name + ".stderr"))),
               name << ", " << why);
  }
}

BOOST_FIXTURE_TEST_CASE(every_module_of_the_suite_loads_but_the_broken_one, Folder) {
  const auto ran =
      run("-n --reporter=bwverbose sample edge", std::string("TRIAL_PATH=") + TRIAL_GOLDEN_MODULES);
  // A module that cannot be loaded would stand there without a class and a method.
  std::size_t tests = 0;
  std::istringstream lines(ran.output);
  for (std::string line; std::getline(lines, line);) {
    if (!line.ends_with(" ... [OK]")) continue;
    const auto id = line.substr(0, line.find(' '));
    const auto dots = std::count(id.begin(), id.end(), '.');
    BOOST_TEST((dots == 3 || id == "sample.test_badimport" || id.starts_with("edge.custom.")), id);
    ++tests;
  }
  BOOST_TEST(tests == 106U);
}

BOOST_AUTO_TEST_SUITE_END()
