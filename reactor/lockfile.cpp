#include <reactor/lockfile.hpp>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <reactor/uniquefd.hpp>

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

/// One that may not be signalled is there all the same.
bool isAlive(pid_t pid) { return ::kill(pid, 0) == 0 || errno != ESRCH; }

/// False if the link is there already.
bool makeLink(const fs::path& name) {
  if (::symlink(std::to_string(::getpid()).c_str(), name.c_str()) == 0) return true;
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
  if (!owner || isAlive(*owner)) return;
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
    if (isAlive(*owner)) return false;
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
