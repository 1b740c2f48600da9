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

RunLog::~RunLog() { close(); }

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

void RunLog::gather(std::function<void()> waits) {
  if (!waits) writeOut();
  buffer_.gather(std::move(waits));
}

void RunLog::writeOut() {
  if (!buffer_.writeOut()) setstate(badbit);
}

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
  constexpr std::size_t many = std::size_t{1} << 15U;
  if (!fd_) return 0;
  const std::string_view text(data, static_cast<std::size_t>(size));
  if (!waits_) return write(text) ? size : 0;
  const bool first = gathered_.empty();
  gathered_ += text;
  if (gathered_.size() >= many) return writeOut() ? size : 0;
  if (first && size > 0) waits_();
  return size;
}

bool RunLog::Buffer::write(std::string_view data) {
  if (reactor::writeAll(fd_.get(), data)) return true;
  note(errno, file_);
  return false;
}

void RunLog::Buffer::gather(std::function<void()> waits) { waits_ = std::move(waits); }

bool RunLog::Buffer::writeOut() {
  const bool written = gathered_.empty() || !fd_ || write(gathered_);
  gathered_.clear();
  return written;
}

void RunLog::Buffer::close() {
  (void)writeOut();
  fd_.reset();
}

std::optional<reactor::Failure> takeLogError() { return std::exchange(firstError(), std::nullopt); }

}  // namespace trial
