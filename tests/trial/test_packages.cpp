// Files of modules, the path that they are searched on, and the members of packages.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <trial/loading/filenames.hpp>
#include <trial/loading/packages.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/modules.hpp>

#include "recorder.hpp"

using namespace trial;
using recording::Events;
using recording::ScratchFolder;

namespace fs = std::filesystem;

namespace {

void touch(const fs::path& file) {
  if (file.has_parent_path()) fs::create_directories(file.parent_path());
  BOOST_TEST_REQUIRE(bool(std::ofstream(file) << "x"));
}

/// Restores TRIAL_PATH.
class ModulePath final {
 public:
  explicit ModulePath(const std::string& value) {
    if (const char* old = std::getenv("TRIAL_PATH")) before_ = old;
    ::setenv("TRIAL_PATH", value.c_str(), 1);
  }
  ~ModulePath() {
    if (before_) {
      ::setenv("TRIAL_PATH", before_->c_str(), 1);
    } else {
      ::unsetenv("TRIAL_PATH");
    }
  }
  ModulePath(const ModulePath&) = delete;
  ModulePath& operator=(const ModulePath&) = delete;

 private:
  std::optional<std::string> before_;
};

Events namesOf(const std::vector<PackageMembers::Module>& modules) {
  Events names;
  for (const auto& module : modules) names.push_back(module.name);
  return names;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(PackageTests, ScratchFolder)

BOOST_AUTO_TEST_CASE(a_module_is_named_after_its_file) {
  BOOST_TEST(moduleNameOf("dir/test_x.so") == "test_x");
  BOOST_TEST(moduleNameOf("dir/libtest_x.so") == "test_x");
  BOOST_TEST(moduleNameOf("libreporter_x.so") == "reporter_x");
  BOOST_TEST(moduleNameOf("libother.so") == "libother");
}

BOOST_AUTO_TEST_CASE(the_module_of_a_source_lies_beside_it) {
  BOOST_TEST(!moduleBeside("dir/test_x.cpp"));
  touch("dir/libtest_x.so");
  BOOST_TEST(moduleBeside("dir/test_x.cpp").value() == "dir/libtest_x.so");
  touch("dir/test_x.so");
  BOOST_CHECK_THROW((void)moduleBeside("dir/test_x.cpp"), ModuleError);
  BOOST_CHECK_THROW((void)moduleIn("dir", "test_x"), ModuleError);
  fs::create_directories("dir/test_y.so");
  BOOST_TEST(!moduleIn("dir", "test_y"), "a folder is no module");
}

BOOST_AUTO_TEST_CASE(the_search_path_is_the_runs_folder_and_the_variables) {
  touch("mods/libtest_a.so");
  touch("mods/b.so");
  const ModulePath variable("folder::mods/libtest_a.so:other.name=mods/b.so:/absolute");
  const auto searched = searchPath();
  BOOST_TEST(searched.folders == (std::vector<fs::path>{path, path / "folder", "/absolute"}),
             boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(searched.files.size() == 2U);
  BOOST_TEST(searched.files[0].name == "test_a");
  BOOST_TEST(searched.files[0].path == path / "mods/libtest_a.so");
  BOOST_TEST(searched.files[1].name == "other.name");
  BOOST_TEST(searched.files[1].path == path / "mods/b.so");
}

BOOST_AUTO_TEST_CASE(a_package_has_the_modules_with_the_prefix_and_inner_packages) {
  touch("sample/test_two.so");
  touch("sample/libtest_one.so");
  touch("sample/helper.so");
  touch("sample/inner/deep/test_three.so");
  touch("sample/.hidden/test_four.so");
  touch("sample/_trial_temp/_trial_marker");
  touch("sample/_trial_temp/test_five.so");
  touch("sample/empty/file");
  const Package sample{"sample", path / "sample"};
  const auto members = packageMembers(sample, "test_", true);
  BOOST_TEST(namesOf(members.modules) == (Events{"sample.test_one", "sample.test_two"}),
             boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(members.packages.size() == 1U);
  BOOST_TEST(members.packages[0].package.name == "sample.inner");
  BOOST_TEST_REQUIRE(members.packages[0].packages.size() == 1U);
  BOOST_TEST(
      namesOf(members.packages[0].packages[0].modules) == Events{"sample.inner.deep.test_three"},
      boost::test_tools::per_element());
  BOOST_TEST(packageMembers(sample, "test_", false).packages.empty());
  BOOST_CHECK_THROW((void)packageMembers({"sample.empty", path / "sample/empty"}, "test_", true),
                    ModuleError);
}

BOOST_AUTO_TEST_CASE(packages_are_found_by_the_beginning_of_their_name) {
  touch("alpha/test_one.so");
  touch("alps/inner/test_two.so");
  touch("al.dot/test_three.so");
  touch("beta/test_four.so");
  touch("alone/readme");
  const auto found = packagesIn({"", path}, "test_", "al");
  Events names;
  for (const auto& package : found) names.push_back(package.name);
  BOOST_TEST(names == (Events{"alpha", "alps"}), boost::test_tools::per_element());
  BOOST_TEST(packagesIn({"", path / "nowhere"}, "test_", "").empty());
}

BOOST_AUTO_TEST_SUITE_END()
