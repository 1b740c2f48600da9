#include <trial/files/runlog.hpp>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>

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

void RunLog::open(const std::filesystem::path& file) { use(appendToOwnFile(file), file); }

void RunLog::openNamed(const std::filesystem::path& file) {
  reactor::UniqueFD opened(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
  if (!opened) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot write the log " + file.string());
  }
  use(std::move(opened), file);
}

void RunLog::use(reactor::UniqueFD fd, const std::filesystem::path& file) {
  buffer_.use(std::move(fd), file);
  clear();
}

void RunLog::close() { buffer_.close(); }

void RunLog::Buffer::use(reactor::UniqueFD fd, std::filesystem::path file) {
  fd_ = std::move(fd);
  file_ = std::move(file);
}

RunLog::Buffer::int_type RunLog::Buffer::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char byte = traits_type::to_char_type(c);
  return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
}

std::streamsize RunLog::Buffer::xsputn(const char* data, std::streamsize size) {
  if (!fd_) return 0;
  if (reactor::writeAll(fd_.get(), std::string_view(data, static_cast<std::size_t>(size))))
    return size;
  note(errno, file_);
  return 0;
}

std::optional<reactor::Failure> takeLogError() { return std::exchange(firstError(), std::nullopt); }

}  // namespace trial
