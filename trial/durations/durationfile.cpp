#include <trial/durations/durationfile.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <reactor/process/uniquefd.hpp>
#include <reactor/process/writeall.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// Enough for some millions of cases.
constexpr std::size_t mostOfFile = std::size_t{256} << 20;

[[noreturn]] void cannot(int error, const char* what, const fs::path& file) {
  throw std::system_error(error, std::generic_category(), what + file.string());
}

/// The whole file; none if there is no such file.
std::string wholeFile(const fs::path& file) {
  // O_NONBLOCK: a fifo must not hold up the run.
  const reactor::UniqueFD fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd && errno == ENOENT) return {};
  if (!fd) cannot(errno, "cannot read ", file);
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) cannot(errno, "cannot read ", file);
  if (!S_ISREG(status.st_mode)) {
    cannot(S_ISDIR(status.st_mode) ? EISDIR : EINVAL, "cannot read ", file);
  }
  std::string content;
  constexpr std::size_t block = std::size_t{1} << 16;
  content.reserve(static_cast<std::size_t>(std::clamp<off_t>(status.st_size, 0, mostOfFile)) +
                  block);
  while (content.size() < mostOfFile) {
    const auto before = content.size();
    content.resize(before + block);
    const auto got = ::read(fd.get(), content.data() + before, block);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
    if (got < 0 && errno != EINTR) cannot(errno, "cannot read ", file);
  }
  return content;
}

/// A lock on the folder of a file, which others wait for that add to one there. Throws if others
/// hold it for ten seconds.
class FolderLock final {
 public:
  explicit FolderLock(const fs::path& file) {
    auto folder = file.parent_path();
    if (folder.empty()) folder = ".";
    fd_ = reactor::UniqueFD(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd_) cannot(errno, "cannot write ", file);
    // On a slow disk a file is replaced in some tenths of a second, and many runs may end at once.
    constexpr auto longest = std::chrono::seconds(10);
    constexpr auto pause = std::chrono::milliseconds(10);
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
      const bool held = errno == EWOULDBLOCK || errno == EINTR;
      if (!held || std::chrono::steady_clock::now() >= deadline) {
        cannot(errno, "cannot write ", file);
      }
      std::this_thread::sleep_for(pause);
    }
  }

 private:
  reactor::UniqueFD fd_;
};

/// A new file beside another one, which takes its place. Needs the lock.
class Replacement final {
 public:
  explicit Replacement(const fs::path& file) : file_(file), name_(file.string() + ".new") {
    ::unlink(name_.c_str());       // a process that was killed may have left it
    constexpr mode_t mode = 0666;  // the umask takes from it
    fd_ = reactor::UniqueFD(
        ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!fd_) cannot(errno, "cannot write ", file_);
  }
  ~Replacement() {
    if (fd_) ::unlink(name_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  void write(std::string_view text) {
    if (!reactor::writeAll(fd_.get(), text)) cannot(errno, "cannot write ", file_);
  }
  /// Belongs to whom the file belongs, and has its rights.
  void take() {
    struct stat status = {};
    const bool isThere = ::stat(file_.c_str(), &status) == 0;
    if (isThere && status.st_uid != ::geteuid() &&
        ::fchown(fd_.get(), status.st_uid, status.st_gid) != 0) {
      cannot(errno, "cannot write ", file_);
    }
    if ((isThere && ::fchmod(fd_.get(), status.st_mode & 0777U) != 0) ||
        ::rename(name_.c_str(), file_.c_str()) != 0) {
      cannot(errno, "cannot write ", file_);
    }
    fd_.reset();
  }

 private:
  const fs::path& file_;
  std::string name_;
  reactor::UniqueFD fd_;
};

}  // namespace

DurationTable DurationFile::read() const {
  const auto content = wholeFile(file_);
  if (named_ && !content.empty() && !DurationTable::wrote(content)) {
    throw NoDurationFile(fmt::format("{} holds something else than durations", file_.string()));
  }
  DurationTable table;
  table.read(content);
  return table;
}

void DurationFile::add(const DurationTable& measured) const {
  // Behind a link stands the file that is meant.
  std::error_code none;
  auto file = fs::canonical(file_, none);
  if (none) file = file_;
  if (!named_) fs::create_directories(file.parent_path());
  const FolderLock lock(file);
  auto table = named_ ? read() : readIfPossible();
  table.learn(measured);
  Replacement replacement(file);
  replacement.write(table.text());
  replacement.take();
}

DurationTable DurationFile::readIfPossible() const {
  try {
    return read();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace trial
