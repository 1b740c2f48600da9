// A folder with a few files; programs are found and never started.
#include <reactor/spawn/findinpath.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

using reactor::findInPath;
using reactor::ownPath;
using reactor::systemPath;

namespace fs = std::filesystem;

namespace {

struct FolderFixture {
  FolderFixture() {
    std::string name = fs::temp_directory_path() / "findinpath-XXXXXX";
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    root = fs::canonical(name);
    addFolder("first");
    addFolder("second");
  }
  FolderFixture(const FolderFixture&) = delete;
  FolderFixture& operator=(const FolderFixture&) = delete;
  ~FolderFixture() { fs::remove_all(root); }

  void addFolder(const std::string& name) const { fs::create_directories(root / name); }
  void addFile(const std::string& name, bool executable) const {
    std::ofstream(root / name) << "#!/bin/sh\n";
    fs::permissions(root / name, executable ? fs::perms::owner_all
                                            : fs::perms::owner_read | fs::perms::owner_write);
  }
  void addProgram(const std::string& name) const { addFile(name, true); }
  [[nodiscard]] std::string path(const std::string& name) const { return root / name; }
  /// PATH with both folders.
  [[nodiscard]] std::string both() const { return path("first") + ':' + path("second"); }

  fs::path root;
};

/// Sets PATH, or removes it, and restores it.
class PathOfProcess {
 public:
  explicit PathOfProcess(const char* value) {
    if (const char* now = std::getenv("PATH")) before_ = now;
    set(value);
  }
  PathOfProcess(const PathOfProcess&) = delete;
  PathOfProcess& operator=(const PathOfProcess&) = delete;
  ~PathOfProcess() { set(before_ ? before_->c_str() : nullptr); }

 private:
  static void set(const char* value) {
    if (value == nullptr) {
      ::unsetenv("PATH");
    } else {
      ::setenv("PATH", value, 1);
    }
  }
  std::optional<std::string> before_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(FindInPathTests, FolderFixture)

BOOST_AUTO_TEST_CASE(the_first_folder_that_has_the_program_wins) {
  addProgram("second/tool");
  BOOST_TEST(findInPath("tool", both()).file == path("second/tool"));
  addProgram("first/tool");
  BOOST_TEST(findInPath("tool", both()).file == path("first/tool"));
}

BOOST_AUTO_TEST_CASE(a_program_that_is_nowhere_is_ENOENT) {
  const auto found = findInPath("tool", both());
  BOOST_TEST(found.file.empty());
  BOOST_TEST(found.error == ENOENT);
}

BOOST_AUTO_TEST_CASE(folders_that_do_not_exist_are_passed_over) {
  addProgram("second/tool");
  BOOST_TEST(findInPath("tool", path("missing") + ':' + both()).file == path("second/tool"));
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_executed_is_EACCES) {
  addFile("first/tool", false);
  const auto found = findInPath("tool", both());
  BOOST_TEST(found.file.empty());
  BOOST_TEST(found.error == EACCES);
}

BOOST_AUTO_TEST_CASE(EACCES_stays_when_later_folders_do_not_have_the_file) {
  addFile("second/tool", false);
  BOOST_TEST(findInPath("tool", both() + ':' + path("missing")).error == EACCES);
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_executed_is_passed_over) {
  addFile("first/tool", false);
  addProgram("second/tool");
  BOOST_TEST(findInPath("tool", both()).file == path("second/tool"));
}

BOOST_AUTO_TEST_CASE(a_folder_of_that_name_is_no_program) {
  addFolder("first/tool");
  BOOST_TEST(findInPath("tool", both()).error == ENOENT);
  addProgram("second/tool");
  BOOST_TEST(findInPath("tool", both()).file == path("second/tool"));
}

BOOST_AUTO_TEST_CASE(a_link_counts_as_the_file_that_it_leads_to) {
  addProgram("second/real");
  fs::create_symlink(root / "second/real", root / "first/tool");
  fs::create_symlink(root / "second/missing", root / "first/dangling");
  BOOST_TEST(findInPath("tool", both()).file == path("first/tool"));
  BOOST_TEST(findInPath("dangling", both()).error == ENOENT);
}

BOOST_AUTO_TEST_CASE(a_relative_folder_counts_from_the_given_one) {
  addProgram("second/tool");
  const auto found = findInPath("tool", "first:second", root);
  BOOST_TEST(found.file == "second/tool");
  BOOST_TEST(findInPath("tool", "second", root / "first").error == ENOENT);
}

BOOST_AUTO_TEST_CASE(an_absolute_folder_does_not_depend_on_the_given_one) {
  addProgram("second/tool");
  BOOST_TEST(findInPath("tool", both(), "/").file == path("second/tool"));
}

BOOST_AUTO_TEST_CASE(without_a_given_folder_relative_ones_count_from_the_current) {
  addProgram("second/tool");
  const auto before = fs::current_path();
  fs::current_path(root);
  const auto found = findInPath("tool", "second");
  fs::current_path(before);
  BOOST_TEST(found.file == "second/tool");
}

BOOST_AUTO_TEST_CASE(an_empty_part_is_the_current_folder) {
  addProgram("first/tool");
  for (const std::string parts : {"", ":", ":/missing", "/missing:", "/missing::/other"}) {
    BOOST_TEST_CONTEXT("PATH is '" << parts << "'") {
      BOOST_TEST(findInPath("tool", parts, root / "first").file == "./tool");
      BOOST_TEST(findInPath("tool", parts, root / "second").error == ENOENT);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_with_a_slash_is_not_searched_for) {
  addProgram("first/tool");
  BOOST_TEST(findInPath(path("first/tool"), "").file == path("first/tool"));
  BOOST_TEST(findInPath("first/tool", "/missing", root).file == "first/tool");
  BOOST_TEST(findInPath("./tool", both(), root).error == ENOENT);
  BOOST_TEST(findInPath("./tool", both(), root).file.empty());
  addFile("first/text", false);
  BOOST_TEST(findInPath("first/text", both(), root).error == EACCES);
  BOOST_TEST(findInPath("first/", both(), root).error == ENOENT);
}

BOOST_AUTO_TEST_CASE(no_name_is_found_nowhere) {
  const auto found = findInPath("", both());
  BOOST_TEST(found.file.empty());
  BOOST_TEST(found.error == ENOENT);
}

BOOST_AUTO_TEST_CASE(the_own_path_is_that_of_the_environment) {
  const PathOfProcess path("/somewhere:/else");
  BOOST_TEST(ownPath() == "/somewhere:/else");
}

BOOST_AUTO_TEST_CASE(an_empty_own_path_stays_empty) {
  const PathOfProcess path("");
  BOOST_TEST(ownPath().empty());
}

BOOST_AUTO_TEST_CASE(without_an_own_path_it_is_the_system_s) {
  const PathOfProcess path(nullptr);
  BOOST_TEST(ownPath() == systemPath);
  BOOST_TEST(!findInPath("sh", ownPath()).file.empty());
}

BOOST_AUTO_TEST_SUITE_END()
