#include <reactor/lockfile.hpp>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/process/uniquefd.hpp>
#include <reactor/repr.hpp>

namespace reactor {

namespace {

namespace fs = std::filesystem;

/// The process id that is the target of the link; none if there is no link.
std::optional<pid_t> ownerOf(const fs::path& name) {
  std::error_code error;
  const auto text = fs::read_symlink(name, error).string();
  if (error == std::errc::no_such_file_or_directory) return std::nullopt;
  if (error) throw std::system_error(error, "cannot read the lock " + name.string());
  pid_t pid = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, pid);
  if (parsed.ec != std::errc() || parsed.ptr != end || pid <= 0) {
    throw std::system_error(
        std::make_error_code(std::errc::invalid_argument),
        fmt::format("the lock {} names no process: {}", name.string(), repr(text)));
  }
  return pid;
}

/// When the process was started, in seconds since the machine was; none if that is unknown.
std::optional<time_t> startOf(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  // The second field is the name in brackets, in which any character may occur. The times follow.
  const auto nameEnd = text.rfind(')');
  if (nameEnd == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(nameEnd + 1));
  constexpr int fieldsBefore = 19;
  std::string skipped;
  for (int i = 0; i < fieldsBefore; ++i) fields >> skipped;
  long long ticks = 0;
  if (!(fields >> ticks)) return std::nullopt;
  return static_cast<time_t>(ticks / ::sysconf(_SC_CLK_TCK));
}

/// Stores `startOf` this process as the link's time of modification. So the target is still a plain
/// process id that other programs can read, and setting the clock has no effect.
void stampStart(const fs::path& name) {
  const auto start = startOf(::getpid());
  if (!start) return;
  const timespec times[2] = {{0, UTIME_OMIT}, {*start, 0}};
  (void)::utimensat(AT_FDCWD, name.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

/// The start that `stampStart` stored; none if the link was made otherwise and has a date.
std::optional<time_t> stampOf(const fs::path& name) {
  constexpr time_t tenYears = 10 * 365 * 86400;
  struct stat status = {};
  if (::lstat(name.c_str(), &status) != 0 || status.st_mtime >= tenYears) return std::nullopt;
  return status.st_mtime;
}

/// True if the process that made the link runs, also if this process may not signal it; false if a
/// newer process has its id (DIR-12).
bool isAlive(const fs::path& name, pid_t pid) {
  if (::kill(pid, 0) != 0 && errno == ESRCH) return false;
  const auto stamp = stampOf(name);
  const auto start = startOf(pid);
  return !stamp || !start || *stamp == *start;
}

/// Makes the link; returns false if there is one already.
bool makeLink(const fs::path& name) {
  if (::symlink(std::to_string(::getpid()).c_str(), name.c_str()) == 0) {
    stampStart(name);
    return true;
  }
  if (errno == EEXIST) return false;
  throw std::system_error(errno, std::generic_category(), "cannot make the lock " + name.string());
}

/// Removes the link of a process that has ended. The folder is locked meanwhile: if two processes
/// find the same stale link, the second must not remove the new link of the first. On file systems
/// where a folder cannot be locked, this can still happen.
void removeStale(const fs::path& name) {
  const auto folder = name.has_parent_path() ? name.parent_path() : fs::path(".");
  const UniqueFD descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor) (void)::flock(descriptor.get(), LOCK_EX);
  const auto owner = ownerOf(name);
  if (!owner || isAlive(name, *owner)) return;
  if (::unlink(name.c_str()) != 0 && errno != ENOENT) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot remove the stale lock " + name.string());
  }
}

}  // namespace

FilesystemLock::FilesystemLock(fs::path name) : name_(std::move(name)) {}

bool FilesystemLock::lock() {
  bool released = true;
  while (!makeLink(name_)) {
    const auto owner = ownerOf(name_);
    if (!owner) continue;
    if (isAlive(name_, *owner)) return false;
    removeStale(name_);
    released = false;
  }
  locked = true;
  clean = released;
  return true;
}

void FilesystemLock::unlock() {
  const auto owner = ownerOf(name_);
  if (!owner) {
    throw std::system_error(std::make_error_code(std::errc::no_such_file_or_directory),
                            "no lock " + name_.string());
  }
  if (*owner != ::getpid()) {
    throw std::invalid_argument(
        fmt::format("Lock {} not owned by this process", repr(name_.string())));
  }
  fs::remove(name_);
  locked = false;
}

bool isLocked(const fs::path& name) {
  FilesystemLock lock(name);
  if (!lock.lock()) return true;
  lock.unlock();
  return false;
}

}  // namespace reactor
