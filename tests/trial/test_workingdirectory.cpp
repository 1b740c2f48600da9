// The working directory of a run, its marker and its lock.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/lockfile.hpp>
#include <trial/detail/workingdirectory.hpp>

#include "recorder.hpp"

using boost::unit_test::label;
using recording::ScratchFolder;

namespace fs = std::filesystem;

namespace {

/// Root may delete anything: while this lives it is somebody else, to whom `folder` belongs.
class Unprivileged final {
 public:
  explicit Unprivileged(const fs::path& folder) {
    if (::geteuid() != 0) return;
    constexpr uid_t nobody = 65534;
    BOOST_TEST_REQUIRE(::chown(folder.c_str(), nobody, static_cast<gid_t>(-1)) == 0);
    BOOST_TEST_REQUIRE(::seteuid(nobody) == 0);
    changed_ = true;
  }
  ~Unprivileged() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  bool changed_ = false;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(WorkingDirectoryTests, ScratchFolder)

BOOST_AUTO_TEST_CASE(a_folder_is_made_marked_and_locked,
                     *label("DIR-01") * label("DIR-07") * label("DIR-08")) {
  auto [folder, lock] = trial::_unusedTestDirectory("some/where/_trial_temp");
  BOOST_TEST(folder == "some/where/_trial_temp");
  BOOST_TEST(fs::file_size(folder / "_trial_marker") == 0U);
  BOOST_TEST(fs::read_symlink("some/where/_trial_temp.lock") == std::to_string(::getpid()));
  lock.unlock();
  BOOST_TEST(!fs::exists(fs::symlink_status("some/where/_trial_temp.lock")));
  BOOST_TEST(fs::exists(folder));
}

BOOST_AUTO_TEST_CASE(the_usual_folder_in_use_gets_a_number, *label("DIR-02")) {
  auto [first, firstLock] = trial::_unusedTestDirectory("_trial_temp");
  auto [second, secondLock] = trial::_unusedTestDirectory("_trial_temp");
  auto [third, thirdLock] = trial::_unusedTestDirectory("_trial_temp");
  BOOST_TEST(second == "_trial_temp-1");
  BOOST_TEST(third == "_trial_temp-2");
  BOOST_TEST(reactor::isLocked("_trial_temp-1.lock"));
}

BOOST_AUTO_TEST_CASE(another_folder_in_use_is_refused, *label("DIR-03")) {
  auto [folder, lock] = trial::_unusedTestDirectory("mine");
  BOOST_CHECK_THROW((void)trial::_unusedTestDirectory("mine"), trial::WorkingDirectoryBusy);
}

BOOST_AUTO_TEST_CASE(only_a_marked_folder_is_deleted, *label("DIR-05") * label("DIR-09")) {
  fs::create_directories("precious/deep");
  try {
    (void)trial::_unusedTestDirectory("precious");
    BOOST_FAIL("it was taken");
  } catch (const trial::NoTrialMarker& error) {
    BOOST_TEST(error.what() ==
               std::string("'precious' is not a trial temporary path, refusing to remove it"));
  }
  BOOST_TEST(fs::exists("precious/deep"));
  BOOST_TEST(!fs::exists(fs::symlink_status("precious.lock")), "the lock is not left behind");

  auto [folder, lock] = trial::_unusedTestDirectory("own");
  std::ofstream(folder / "rubbish") << "x";
  lock.unlock();
  auto [again, lockAgain] = trial::_unusedTestDirectory("own");
  BOOST_TEST(!fs::exists(again / "rubbish"));
}

BOOST_AUTO_TEST_CASE(slashes_at_the_end_are_no_part_of_the_name, *label("DIR-14")) {
  for (int i = 0; i < 2; ++i) {
    auto [folder, lock] = trial::_unusedTestDirectory("own//");
    BOOST_TEST(folder == "own");
    BOOST_TEST(fs::is_symlink("own.lock"));
    BOOST_TEST(fs::exists("own/_trial_marker"));
    lock.unlock();
  }
}

BOOST_AUTO_TEST_CASE(a_link_in_place_of_the_folder_is_not_followed, *label("DIR-13")) {
  fs::create_directories("victim");
  std::ofstream("victim/_trial_marker");
  std::ofstream("victim/thesis") << "years of work";
  fs::create_directory_symlink("victim", "own");
  auto [folder, lock] = trial::_unusedTestDirectory("own");
  BOOST_TEST(!fs::is_symlink("own"));
  BOOST_TEST(fs::exists("victim/thesis"));
  lock.unlock();

  fs::create_directories("other");
  fs::create_symlink("../victim/thesis", "other/_trial_marker");
  BOOST_CHECK_THROW((void)trial::_unusedTestDirectory("other"), trial::NoTrialMarker);
  BOOST_TEST(fs::file_size("victim/thesis") == 13U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_deleted_is_renamed, *label("DIR-06")) {
  const Unprivileged unprivileged(path);
  std::ostringstream told;
  auto* const before = std::cerr.rdbuf(told.rdbuf());
  auto [folder, lock] = trial::_unusedTestDirectory("stubborn");
  fs::create_directories(folder / "inner/deep");
  fs::permissions(folder / "inner", fs::perms::owner_read | fs::perms::owner_exec);
  lock.unlock();
  auto [again, lockAgain] = trial::_unusedTestDirectory("stubborn");
  std::cerr.rdbuf(before);
  BOOST_TEST(told.str().starts_with("could not remove 'stubborn', caught OSError [Errno "));
  fs::path renamed;
  for (const auto& entry : fs::directory_iterator(".")) {
    if (entry.path().filename().string().starts_with("_trial_temp_old")) renamed = entry.path();
  }
  BOOST_TEST_REQUIRE(!renamed.empty());
  BOOST_TEST(fs::exists(renamed / "inner/deep"));
  BOOST_TEST(fs::exists(again / "_trial_marker"));
  fs::permissions(renamed / "inner", fs::perms::owner_all);
}

BOOST_AUTO_TEST_SUITE_END()
