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

/// The process that the link names; none if there is no link.
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

/// Seconds from the machine's start to that of the process; none if they cannot be told.
std::optional<time_t> startOf(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(file, text);
  // The second field is a name in brackets and may hold anything; the times follow it.
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

/// The owner's `startOf` is the link's time of modification: its target stays a process id that
/// others can read, and no clock that is set meanwhile matters.
void stampStart(const fs::path& name) {
  const auto start = startOf(::getpid());
  if (!start) return;
  const timespec times[2] = {{0, UTIME_OMIT}, {*start, 0}};
  (void)::utimensat(AT_FDCWD, name.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

/// The start that the link was stamped with; none for a link without one, whose time is a date.
std::optional<time_t> stampOf(const fs::path& name) {
  constexpr time_t tenYears = 10 * 365 * 86400;
  struct stat status = {};
  if (::lstat(name.c_str(), &status) != 0 || status.st_mtime >= tenYears) return std::nullopt;
  return status.st_mtime;
}

/// The process that made the link is there: also one that may not be signalled, but not another
/// one that has its id by now (DIR-12).
bool isAlive(const fs::path& name, pid_t pid) {
  if (::kill(pid, 0) != 0 && errno == ESRCH) return false;
  const auto stamp = stampOf(name);
  const auto start = startOf(pid);
  return !stamp || !start || *stamp == *start;
}

/// False if the link is there already.
bool makeLink(const fs::path& name) {
  if (::symlink(std::to_string(::getpid()).c_str(), name.c_str()) == 0) {
    stampStart(name);
    return true;
  }
  if (errno == EEXIST) return false;
  throw std::system_error(errno, std::generic_category(), "cannot make the lock " + name.string());
}

/// Removes the link of a process that is gone. The folder is locked meanwhile: of two processes
/// that find the same stale link the second must not remove the one that the first has just made.
/// Where folders cannot be locked that small gap stays.
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
