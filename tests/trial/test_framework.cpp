// The parts that all adapters share: a look into the files of programs, the table of frameworks,
// names of cases and ends of processes.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/adapters.hpp>
#include <trial/programs/boosttest/adapter.hpp>
#include <trial/programs/common/alike.hpp>
#include <trial/programs/common/textsearch.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/native/adapter.hpp>

#include "texts.hpp"

using namespace trial::frameworks;
using texts::contentOf;

namespace {

std::string program(const std::string& name) {
  return fmt::format("{}/{}", TRIAL_TEST_PROGRAMS, name);
}

/// A file that goes with the test.
class ScratchFile {
 public:
  explicit ScratchFile(std::string_view content)
      : path(std::filesystem::temp_directory_path() / fmt::format("trial-dist-{}", ::getpid())) {
    std::ofstream(path, std::ios::binary) << content;
  }
  ~ScratchFile() { std::filesystem::remove(path); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::filesystem::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ExecutableTests)

BOOST_AUTO_TEST_CASE(a_program_names_the_libraries_that_it_needs) {
  const auto file = Executable::open(program("boost_empty"));
  BOOST_TEST_REQUIRE(file.has_value());
  BOOST_TEST(std::any_of(file->needed().begin(), file->needed().end(), [](const std::string& name) {
    return name.starts_with("libboost_unit_test_framework.so");
  }));
}

BOOST_AUTO_TEST_CASE(what_is_no_program_is_none) {
  BOOST_TEST(!Executable::open("/").has_value());
  BOOST_TEST(!Executable::open("/dev/null").has_value());
  BOOST_TEST(!Executable::open(ScratchFile("#!/bin/sh\n").path).has_value());
  BOOST_TEST(!Executable::open(ScratchFile("").path).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_an_error_that_names_it) {
  BOOST_CHECK_EXCEPTION((void)Executable::open("/nowhere/at/all"), std::system_error,
                        [](const std::system_error& e) {
                          return std::string_view(e.what()).find("/nowhere/at/all") == 0;
                        });
}

BOOST_AUTO_TEST_CASE(a_file_cut_anywhere_does_no_harm) {
  const std::string whole = contentOf(program("boost_empty"));
  for (std::size_t size = 0; size < 1200; size += 7) {
    const ScratchFile cut(std::string_view(whole).substr(0, size));
    if (const auto file = Executable::open(cut.path)) (void)file->contains({"no such text"});
  }
}

BOOST_AUTO_TEST_CASE(damaged_numbers_do_no_harm) {
  std::string damaged = contentOf(program("boost_empty"));
  for (std::size_t at = 16; at < 900; at += 3) {
    const char before = std::exchange(damaged[at], static_cast<char>(0xff));
    const ScratchFile file(damaged);
    if (const auto parsed = Executable::open(file.path)) (void)parsed->contains({"no such text"});
    damaged[at] = before;
  }
}

BOOST_AUTO_TEST_CASE(texts_are_found_wherever_they_stand) {
  // Every place beside the ends of blocks, and two texts of which one begins like the other.
  const std::string text = "a text that is looked for";
  for (std::size_t at = 0; at < 40; ++at) {
    for (const std::size_t cut : {at, at + 7, at + text.size()}) {
      const auto whole = std::string(at, '.') + text + std::string(20, '.');
      TextSearch search({text, "a text that is not there"});
      search.look(whole.substr(0, cut));
      search.look(whole.substr(cut - std::min(cut, search.overlap())));
      BOOST_TEST(*search.found(text));
      BOOST_TEST(!*search.found("a text that is not there"));
      BOOST_TEST(!search.foundAll());
    }
  }
  TextSearch shorter({"ab", text});
  shorter.look("a text that is looked for, about");
  BOOST_TEST(shorter.foundAll());
  BOOST_TEST((shorter.found("b") == nullptr));
}

BOOST_AUTO_TEST_CASE(the_marks_of_all_frameworks_take_one_reading_of_the_file,
                     *boost::unit_test::label("COST-01")) {
  auto file = Executable::open(program("boost_empty"));
  BOOST_TEST_REQUIRE(file.has_value());
  for (const auto* framework : frameworks()) BOOST_TEST(!framework->marks().empty());
  (void)frameworksOf(*file);
  BOOST_TEST(file->timesRead() == 1);
  // The dialect is looked for in the files that have the marks.
  auto googletest = Executable::open(program("gtest_outcomes"));
  BOOST_TEST_REQUIRE(googletest.has_value());
  BOOST_TEST(frameworksOf(*googletest).size() == 1U);
  BOOST_TEST(googletest->timesRead() <= 2);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(FrameworkTests)

BOOST_AUTO_TEST_CASE(a_program_that_needs_the_library_is_recognised,
                     *boost::unit_test::label("BOOST-01")) {
  const auto found = frameworksOf(program("boost_crash"));
  BOOST_TEST_REQUIRE(found.size() == 1U);
  BOOST_TEST(found.front().framework->name() == "Boost.Test");
}

BOOST_AUTO_TEST_CASE(a_program_with_the_framework_inside_and_without_symbols_is_recognised,
                     *boost::unit_test::label("BOOST-01")) {
  BOOST_TEST(frameworksOf(program("boost_static")).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_program_that_only_talks_of_it_is_not, *boost::unit_test::label("BOOST-01")) {
  BOOST_TEST(frameworksOf(program("talks_of_boost")).empty());
}

BOOST_AUTO_TEST_CASE(an_end_is_told_with_the_name_of_its_signal) {
  BOOST_TEST(describe({.status = 3, .signal = 0}) == "exited with status 3");
  BOOST_TEST(describe({.status = 0, .signal = 11}) == "ended by signal 11 (SIGSEGV)");
  BOOST_TEST(describe({.status = 0, .signal = 200}) == "ended by signal 200");
  ProcessOutput output;
  output.end = {.status = 0, .signal = 9};
  BOOST_TEST(describe(output) == "ended by signal 9 (SIGKILL)");
  output.secondStart = true;
  BOOST_TEST(describe(output) == "was started twice and ended by signal 9 (SIGKILL)");
  output.end = {.status = 3, .signal = 0};
  BOOST_TEST(describe(output) == "exited with status 3");
}

BOOST_AUTO_TEST_CASE(an_excerpt_is_the_end_in_whole_lines) {
  BOOST_TEST(excerpt("\n \n") == "");
  BOOST_TEST(excerpt("text\n") == ":\ntext");
  std::string many;
  for (int i = 0; i < 2000; ++i) many += fmt::format("line {}\n", i);
  const auto cut = excerpt(many);
  BOOST_TEST(cut.starts_with(":\n[...]\nline "));
  BOOST_TEST(cut.ends_with("line 1999"));
  BOOST_TEST(cut.size() < 4200U);
}

BOOST_AUTO_TEST_CASE(cases_that_are_alike_are_numbered, *boost::unit_test::label("PROG-21")) {
  std::vector<ListedCase> cases;
  for (const auto* name : {"a", "A", "b", "a#2", "a"}) cases.push_back({name, {"suite", name}});
  const auto ids = [&] {
    std::vector<std::string> all;
    for (const auto& listed : cases) {
      BOOST_TEST(listed.path.front() == "suite");
      BOOST_TEST(listed.path.back() == listed.id);
      all.push_back(listed.id);
    }
    return all;
  };
  auto other = cases;
  numberAlike(cases, [](const ListedCase& listed) { return listed.id; });
  BOOST_TEST(ids() == (std::vector<std::string>{"a#1", "A", "b", "a#2", "a#3"}),
             boost::test_tools::per_element());
  cases = std::move(other);
  numberAlike(cases, [](const ListedCase& listed) { return listed.id == "A" ? "a" : listed.id; },
              {4, 3, 2, 1, 0});
  BOOST_TEST(ids() == (std::vector<std::string>{"a#3", "A#2", "b", "a#2", "a#1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_framework_of_the_table_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (const auto* framework : trial::frameworks::frameworks()) names.insert(framework->name());
  BOOST_TEST(names.size() == trial::frameworks::frameworks().size());
  BOOST_TEST(names.contains("Boost.Test"));
  BOOST_TEST(names.contains("trial-dist"));
}

BOOST_AUTO_TEST_CASE(suites_are_named_as_in_the_ids_of_their_cases) {
  const auto named = [](const Framework& framework, const ListedCase& listed) {
    return framework.suiteNames(listed);
  };
  using Names = std::vector<std::string>;
  BOOST_TEST((named(BoostTest(), {"A/B/case", {"A", "B", "case"}}) == Names{"A", "A/B"}));
  BOOST_TEST((named(BoostTest(), {"case", {"case"}}) == Names{}));
  BOOST_TEST((named(Native(), {"pkg.module.Tests<std.string>.test_pop[1.5]",
                               {"pkg.module.Tests<std.string>", "test_pop[1.5]"}}) ==
              Names{"pkg", "pkg.module", "pkg.module.Tests<std.string>"}));
}

BOOST_AUTO_TEST_CASE(a_name_behind_the_program_names_a_case_a_suite_or_a_glob_of_these) {
  const std::vector<std::string> suites = {"Suite", "Suite/inner"};
  const auto names = [&](const char* pattern) {
    return namesCase(pattern, "Suite/inner/case", suites);
  };
  BOOST_TEST(names("Suite/inner/case"));
  BOOST_TEST(names("Suite"));
  BOOST_TEST(names("Suite/inner"));
  BOOST_TEST(!names("Sui"));
  BOOST_TEST(!names("Suite/inn"));
  BOOST_TEST(names("*/case"));
  BOOST_TEST(names("Su*"));
  BOOST_TEST(names("*/inner"));
  BOOST_TEST(!names("*/other"));
}

BOOST_AUTO_TEST_SUITE_END()
