#include <trial/durations/durationfile.hpp>

#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <reactor/process/uniquefd.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

/// Enough for some millions of cases.
constexpr std::size_t mostBytes = std::size_t{256} << 20;

[[noreturn]] void refuse(int error, const char* what, const fs::path& file) {
  throw std::system_error(error, std::generic_category(), what + file.string());
}

void writeAll(int fd, std::string_view text, const fs::path& file) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) refuse(errno, "cannot write ", file);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The whole file; none if there is no such file.
std::string contentOf(const fs::path& file) {
  // O_NONBLOCK: a fifo must not hold up the run.
  const reactor::UniqueFD fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd && errno == ENOENT) return {};
  if (!fd) refuse(errno, "cannot read ", file);
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) refuse(errno, "cannot read ", file);
  if (!S_ISREG(status.st_mode)) {
    refuse(S_ISDIR(status.st_mode) ? EISDIR : EINVAL, "cannot read ", file);
  }
  std::string content;
  while (content.size() < mostBytes) {
    constexpr std::size_t block = std::size_t{1} << 16;
    const auto before = content.size();
    content.resize(before + block);
    const auto got = ::read(fd.get(), content.data() + before, block);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
    if (got < 0 && errno != EINTR) refuse(errno, "cannot read ", file);
  }
  return content;
}

/// A new file beside another one, which is gone with this object unless it took its place.
class Replacement final {
 public:
  explicit Replacement(const fs::path& file) : file_(file), name_(file.string() + ".XXXXXX") {
    fd_ = reactor::UniqueFD(::mkostemp(name_.data(), O_CLOEXEC));
    if (!fd_) refuse(errno, "cannot write ", file_);
  }
  ~Replacement() {
    if (fd_) ::unlink(name_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  void write(std::string_view text) { writeAll(fd_.get(), text, file_); }
  /// With the rights that the file has now, or that a new one gets.
  void take() {
    struct stat status = {};
    const mode_t mode = ::stat(file_.c_str(), &status) == 0 ? status.st_mode & 0777U : forNew();
    if (::fchmod(fd_.get(), mode) != 0 || ::rename(name_.c_str(), file_.c_str()) != 0) {
      refuse(errno, "cannot write ", file_);
    }
    fd_.reset();
  }

 private:
  static mode_t forNew() {
    const auto mask = ::umask(0);
    ::umask(mask);
    return 0666U & ~mask;
  }

  const fs::path& file_;
  std::string name_;
  reactor::UniqueFD fd_;
};

}  // namespace

DurationTable DurationFile::read() const {
  const auto content = contentOf(file_);
  if (named_ && !content.empty() && !DurationTable::wrote(content)) {
    throw NoDurationFile(fmt::format("{} holds something else than durations", file_.string()));
  }
  DurationTable table;
  table.read(content);
  return table;
}

void DurationFile::add(const DurationTable& measured) const {
  auto table = read();
  table.learn(measured);
  // Behind a link stands the file that is meant.
  std::error_code none;
  auto file = fs::canonical(file_, none);
  if (none) file = file_;
  if (!named_) fs::create_directories(file.parent_path());
  Replacement replacement(file);
  replacement.write(table.text());
  replacement.take();
}

}  // namespace trial
