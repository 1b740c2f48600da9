#include <trial/files/ownfiles.hpp>

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trial {

namespace fs = std::filesystem;

namespace {

// The umask of the user takes from these.
constexpr mode_t folderMode = 0777;
constexpr mode_t fileMode = 0666;

[[noreturn]] void refuse(int error, const char* what, const fs::path& path) {
  throw std::system_error(error, std::generic_category(), what + path.string());
}

int openFresh(const fs::path& file) {
  return ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                fileMode);
}

}  // namespace

void makeFreshFolder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), folderMode) != 0) refuse(errno, "cannot make the folder ", folder);
}

void makeOwnFolder(const fs::path& folder) {
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path());
  if (::mkdir(folder.c_str(), folderMode) == 0) return;
  const int error = errno;
  struct stat status = {};
  const bool isOwn = error == EEXIST && ::lstat(folder.c_str(), &status) == 0 &&
                     S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
  if (!isOwn) refuse(error, "cannot make the folder ", folder);
}

void makeFreshFile(const fs::path& file) {
  const reactor::UniqueFD made(openFresh(file));
  if (!made) refuse(errno, "cannot make the file ", file);
}

reactor::UniqueFD appendToOwnFile(const fs::path& file) {
  if (reactor::UniqueFD made(openFresh(file)); made || errno != EEXIST) {
    if (!made) refuse(errno, "cannot open ", file);
    return made;
  }
  // O_NONBLOCK: opening a fifo must not wait for its reader.
  reactor::UniqueFD opened(
      ::open(file.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!opened) refuse(errno, "cannot open ", file);
  struct stat status = {};
  if (::fstat(opened.get(), &status) != 0) refuse(errno, "cannot open ", file);
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || status.st_nlink != 1)
    refuse(EEXIST, "cannot open ", file);
  return opened;
}

}  // namespace trial
