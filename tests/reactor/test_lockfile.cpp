// The lock between processes.
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <reactor/lockfile.hpp>

using boost::unit_test::label;
using reactor::FilesystemLock;

namespace fs = std::filesystem;

namespace {

struct LockName {
  LockName() {
    auto pattern = (fs::temp_directory_path() / "trial-dist-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    name = folder / "some.lock";
  }
  ~LockName() { fs::remove_all(folder); }
  fs::path folder;
  fs::path name;
};

/// The id of a process that has ended.
pid_t endedProcess() {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  ::waitpid(pid, nullptr, 0);
  return pid;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(LockfileTests, LockName)

BOOST_AUTO_TEST_CASE(a_lock_is_a_link_to_the_process, *label("DIR-01")) {
  FilesystemLock lock(name);
  BOOST_TEST(!lock.locked);
  BOOST_TEST(lock.lock());
  BOOST_TEST(lock.locked);
  BOOST_TEST(*lock.clean);
  BOOST_TEST(fs::read_symlink(name) == std::to_string(::getpid()));
  BOOST_TEST(reactor::isLocked(name));
  BOOST_TEST(!FilesystemLock(name).lock());
  lock.unlock();
  BOOST_TEST(!lock.locked);
  BOOST_TEST(!reactor::isLocked(name));
}

BOOST_AUTO_TEST_CASE(the_lock_of_a_process_that_is_gone_is_taken_over, *label("DIR-04")) {
  fs::create_symlink(std::to_string(endedProcess()), name);
  FilesystemLock lock(name);
  BOOST_TEST(lock.lock());
  BOOST_TEST(!*lock.clean);
  BOOST_TEST(fs::read_symlink(name) == std::to_string(::getpid()));
}

BOOST_AUTO_TEST_CASE(the_process_of_another_user_counts_as_alive, *label("DIR-11")) {
  // Process 1 exists, and only root may signal it.
  fs::create_symlink("1", name);
  BOOST_TEST(!FilesystemLock(name).lock());
  BOOST_TEST(fs::read_symlink(name) == "1");
}

BOOST_AUTO_TEST_CASE(another_process_with_the_id_of_the_owner_is_not_the_owner, *label("DIR-12")) {
  FilesystemLock owner(name);
  BOOST_TEST_REQUIRE(owner.lock());
  struct stat status = {};
  BOOST_TEST_REQUIRE(::lstat(name.c_str(), &status) == 0);
  const auto stampedWith = [this](time_t seconds) {
    const timespec times[2] = {{0, UTIME_OMIT}, {seconds, 0}};
    BOOST_TEST_REQUIRE(::utimensat(AT_FDCWD, name.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
  };
  FilesystemLock other(name);
  BOOST_TEST(!other.lock());
  // A link that another program made has the process id and no start time.
  stampedWith(::time(nullptr));
  BOOST_TEST(!other.lock());
  stampedWith(status.st_mtime + 1);
  BOOST_TEST(other.lock());
  BOOST_TEST(!*other.clean);
}

BOOST_AUTO_TEST_CASE(only_the_owner_unlocks) {
  fs::create_symlink(std::to_string(::getppid()), name);
  BOOST_CHECK_EXCEPTION(
      FilesystemLock(name).unlock(), std::invalid_argument, [this](const auto& error) {
        return error.what() == "Lock '" + name.string() + "' not owned by this process";
      });
  fs::remove(name);
  BOOST_CHECK_THROW(FilesystemLock(name).unlock(), std::system_error);
}

BOOST_AUTO_TEST_CASE(a_link_that_names_no_process_is_an_error_that_names_it) {
  fs::create_symlink("nonsense", name);
  BOOST_CHECK_EXCEPTION(FilesystemLock(name).lock(), std::system_error, [this](const auto& error) {
    return std::string(error.what()).find(name.string()) != std::string::npos;
  });
  BOOST_CHECK_THROW(FilesystemLock("/no/such/folder/x.lock").lock(), std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
