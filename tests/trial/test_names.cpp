// The meaning of a name, and the run's folder that relative ones start from.
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/loading/filenames.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/splitat.hpp>

#include "recorder.hpp"

using namespace trial;
using recording::Events;
using recording::ScratchFolder;

namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(NameTests)

BOOST_AUTO_TEST_CASE(a_name_is_walked_from_the_whole_to_its_first_part) {
  const std::vector<std::pair<std::string, Events>> expected = {
      {"a.b.c", {}}, {"a.b", {"c"}}, {"a", {"b", "c"}}};
  BOOST_TEST((_qualNameWalker("a.b.c") == expected));
}

BOOST_AUTO_TEST_CASE(the_part_behind_two_colons_is_inside_a_program) {
  const auto split = splitName("./some//prog::Suite/case::x");
  BOOST_TEST(split.isPath);
  BOOST_TEST(split.target == "some/prog");
  BOOST_TEST(*split.inside == "Suite/case::x");
  BOOST_TEST(!splitName("a.b.c").isPath);
}

BOOST_FIXTURE_TEST_CASE(a_name_is_a_path_if_a_file_has_it, ScratchFolder) {
  BOOST_TEST(!splitName("prog").isPath);
  std::ofstream("prog") << "x";
  BOOST_TEST(splitName("prog").isPath);
  fs::create_directories("package");
  fs::create_directories("with.dot");
  BOOST_TEST(!splitName("package").isPath, "a module of this name may be there, too");
  BOOST_TEST(splitName("package/").isPath);
  BOOST_TEST(splitName("package/").target == "package");
  BOOST_TEST(splitName("with.dot").isPath);
}

BOOST_FIXTURE_TEST_CASE(relative_names_start_from_the_runs_folder, ScratchFolder) {
  BOOST_TEST(runFolder() == path);
  BOOST_TEST(fromRunFolder("a/./b/") == path / "a/b");
  BOOST_TEST(fromRunFolder(".") == path);
  BOOST_TEST(fromRunFolder("/b") == "/b");
  fs::create_directories("elsewhere");
  fs::current_path("elsewhere");
  BOOST_TEST(runFolder() == path);
  std::ofstream(path / "prog") << "x";
  BOOST_TEST(splitName("prog").isPath);
}

BOOST_AUTO_TEST_CASE(the_program_of_a_case_is_in_its_id) {
  BOOST_TEST(programOf("dir/prog::Suite/case<a::b>") == "dir/prog");
  BOOST_TEST(programOf("test_x.Class.test_method").empty());
}

BOOST_AUTO_TEST_CASE(a_text_is_split_at_each_separator) {
  BOOST_TEST(splitAt("a:b::c", ':') == (Events{"a", "b", "", "c"}),
             boost::test_tools::per_element());
  BOOST_TEST(splitAt("", ':') == Events{""}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sources_are_told_by_their_extension) {
  for (const auto* name : {"a.cpp", "a.cc", "a.cxx", "a.hpp"}) BOOST_TEST(isSource(name));
  for (const auto* name : {"a.so", "a", "cpp"}) BOOST_TEST(!isSource(name));
}

BOOST_AUTO_TEST_SUITE_END()
