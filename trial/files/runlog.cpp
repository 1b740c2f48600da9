#include <trial/files/runlog.hpp>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <reactor/process/writeall.hpp>
#include <trial/files/ownfiles.hpp>

namespace trial {

namespace {

std::optional<reactor::Failure>& firstError() {
  static std::optional<reactor::Failure> error;
  return error;
}

void note(int error, const std::filesystem::path& file) {
  if (firstError()) return;
  firstError().emplace(
      std::system_error(error, std::generic_category(), "cannot write the log " + file.string()));
}

}  // namespace

RunLog::RunLog() : std::ostream(nullptr) { init(&buffer_); }

RunLog::~RunLog() = default;

void RunLog::open(const std::filesystem::path& file) {
  const auto opened = appendToOwnFile(file);
  const int fd = ::fcntl(opened.get(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot write the log " + file.string());
  }
  buffer_.use(fd, file);
  clear();
}

void RunLog::openNamed(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot write the log " + file.string());
  }
  buffer_.use(fd, file);
  clear();
}

void RunLog::close() { buffer_.close(); }

void RunLog::Buffer::use(int fd, std::filesystem::path file) {
  close();
  fd_ = fd;
  file_ = std::move(file);
}

void RunLog::Buffer::close() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

RunLog::Buffer::int_type RunLog::Buffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char byte = traits_type::to_char_type(c);
  return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
}

std::streamsize RunLog::Buffer::xsputn(const char* data, std::streamsize size) {
  if (fd_ < 0) return 0;
  if (reactor::writeAll(fd_, std::string_view(data, static_cast<std::size_t>(size)))) return size;
  note(errno, file_);
  return 0;
}

std::optional<reactor::Failure> takeLogError() { return std::exchange(firstError(), std::nullopt); }

}  // namespace trial
