#include <trial/reports/reportfile.hpp>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/process/writeall.hpp>
#include <trial/detail/optionset.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/reports/appending.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

constexpr mode_t readableForAll = 0666;

/// The number of the descriptor that such a name stands for.
std::optional<int> descriptorNamed(const std::string& file) {
  if (file == "-" || file == "/dev/stdout") return STDOUT_FILENO;
  if (file == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!file.starts_with(folder)) continue;
    int number = 0;
    const char* const end = file.data() + file.size();
    const auto read = std::from_chars(file.data() + folder.size(), end, number);
    if (read.ec == std::errc() && read.ptr == end) return number;
  }
  return std::nullopt;
}

/// A descriptor of its own for the present stdout, to which nobody else writes any more.
reactor::UniqueFD takeStdout() {
  std::cout.flush();
  (void)std::fflush(stdout);
  reactor::UniqueFD taken(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (taken && ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {  // stderr is closed
    const reactor::UniqueFD nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    if (!nowhere || ::dup2(nowhere.get(), STDOUT_FILENO) < 0) return {};
  }
  return taken;
}

/// Where stdout or stderr is closed, a file that is opened gets its number.
reactor::UniqueFD aboveStandard(reactor::UniqueFD fd) {
  if (!fd || fd.get() > STDERR_FILENO) return fd;
  return reactor::UniqueFD(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

std::optional<FileIdentity> regular(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return FileIdentity(status.st_dev, status.st_ino);
}

std::string reasonOf(int error) { return std::generic_category().message(error); }

bool isRegularOrNew(const fs::path& file) {
  std::error_code unknown;
  const auto status = fs::status(file, unknown);
  return !fs::exists(status) || fs::is_regular_file(status);
}

}  // namespace

std::optional<FileIdentity> identityOf(const fs::path& file) {
  struct stat status = {};
  return ::stat(file.c_str(), &status) == 0 ? regular(status) : std::nullopt;
}

ReportFile::ReportFile(std::string format, const std::string& file, Kind kind)
    : format_(std::move(format)), name_(file), keeps_(kind == Kind::added) {
  errno = 0;
  bool usable = false;  // although it is not open: it is to be replaced
  if (const auto number = descriptorNamed(file)) {
    target_ = fmt::format("/dev/fd/{}", *number);
    fd_ = *number == STDOUT_FILENO
              ? takeStdout()
              : reactor::UniqueFD(::fcntl(*number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  } else {
    target_ = fromRunFolder(file);
    std::error_code gone;
    // Behind a link stands the file that is replaced.
    if (auto whole = fs::weakly_canonical(target_, gone); !gone) target_ = std::move(whole);
    if (isRegularOrNew(target_)) {
      usable = openRegular(kind);
    } else {
      fd_ = aboveStandard(
          reactor::UniqueFD(::open(target_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY)));
    }
  }
  if (!fd_ && !usable) {
    throw UsageError(
        fmt::format("cannot write the {} report to {}: {}", format_, name_, reasonOf(errno)));
  }
  if (fd_) RunSignals::addOutput(fd_.get());
}

ReportFile::~ReportFile() {
  if (fd_) RunSignals::removeOutput(fd_.get());
}

std::optional<FileIdentity> ReportFile::identity() const {
  if (!fd_) return identityOf(target_);
  struct stat status = {};
  return ::fstat(fd_.get(), &status) == 0 ? regular(status) : std::nullopt;
}

std::size_t ReportFile::size() const {
  struct stat status = {};
  const bool known = fd_ && ::fstat(fd_.get(), &status) == 0 && S_ISREG(status.st_mode);
  return known ? static_cast<std::size_t>(status.st_size) : 0;
}

void ReportFile::begin() {
  if (!fd_) return discard();
  if (named_ && !keeps_ && ::ftruncate(fd_.get(), 0) != 0) fail(reasonOf(errno));
}

void ReportFile::end() {
  if (!failed_ && named_ && identity() != identityOf(target_))
    fail("the file was removed or replaced");
}

/// Returns false, and sets errno, if it cannot be written.
bool ReportFile::openRegular(Kind kind) {
  const auto opened = [](const fs::path& file, int flags) {
    return aboveStandard(
        reactor::UniqueFD(::open(file.c_str(), O_WRONLY | O_CLOEXEC | flags, readableForAll)));
  };
  if (kind != Kind::whole) {
    fd_ = opened(target_, O_CREAT | O_APPEND);
    return named_ = static_cast<bool>(fd_);
  }
  if (::access(target_.c_str(), W_OK) != 0 && errno != ENOENT) return false;
  ::unlink(beside().c_str());
  if (!opened(beside(), O_CREAT | O_EXCL)) return false;
  ::unlink(beside().c_str());
  return true;
}

fs::path ReportFile::beside() const {
  auto file = target_;
  file.replace_filename(fmt::format(".{}.{}", target_.filename().string(), ::getpid()));
  return file;
}

void ReportFile::append(std::string_view text) {
  if (failed_) return;
  const int error =
      keeps_ && named_ ? appendWhole(fd_.get(), text) : writeUnlessBroken(fd_.get(), text);
  if (RunSignals::outputGivenUp(fd_.get())) {
    fail("nobody read it");
  } else if (error != 0) {
    fail(reasonOf(error));
  }
}

void ReportFile::replace(std::string_view text) {
  if (fd_) return append(text);
  if (failed_) return;
  const auto temporary = beside();
  ::unlink(temporary.c_str());
  int error = 0;
  {
    const reactor::UniqueFD fd(
        ::open(temporary.c_str(), O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL, readableForAll));
    if (!fd || !reactor::writeAll(fd.get(), text)) error = errno;
  }
  if (error == 0 && ::rename(temporary.c_str(), target_.c_str()) != 0) error = errno;
  if (error == 0) return;
  ::unlink(temporary.c_str());
  fail(reasonOf(error));
}

void ReportFile::discard() noexcept {
  if (!fd_) ::unlink(target_.c_str());
}

void ReportFile::fail(const std::string& reason) {
  failed_ = true;
  std::cerr << fmt::format("the {} report cannot be written to {}: {}\n", format_, name_, reason);
}

}  // namespace trial
