#include <trial/ending/announcement.hpp>

#include <algorithm>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <trial/ending/blockedoutput.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

/// Whether a line on stderr would stand behind what stdout has of its line.
bool sharesLines() {
  struct stat out {};
  struct stat err {};
  if (::fstat(STDOUT_FILENO, &out) != 0 || ::fstat(STDERR_FILENO, &err) != 0) return false;
  if (out.st_dev == err.st_dev && out.st_ino == err.st_ino) return true;
  // What is piped from stdout is likely to come to the terminal, too.
  return ::isatty(STDERR_FILENO) == 1 && S_ISFIFO(out.st_mode);
}

}  // namespace

void Announcement::begin(double grace) {
  idSize_ = 0;
  written_ = false;
  *fmt::format_to_n(waiting_.data(), waiting_.size() - 1, ": waiting up to {} s for ", grace).out =
      '\0';
  newline_ = sharesLines();
}

void Announcement::setCase(std::string_view id) {
  idSize_ = 0;
  const auto shown = idInOneLine(id);
  const auto size = std::min(shown.size(), id_.size());
  std::copy_n(shown.begin(), size, id_.begin());
  idSize_ = size;
}

void Announcement::write(int signal) noexcept {
  const auto size = idSize_.load();
  if (size == 0 || !BlockedOutput::isWritable(STDERR_FILENO) || written_.exchange(true)) return;
  std::array<char, 1024> line{};  // less than PIPE_BUF, so there is room for all of it
  std::size_t length = 0;
  const auto add = [&](std::string_view text) {
    std::copy(text.begin(), text.end(), line.begin() + static_cast<std::ptrdiff_t>(length));
    length += text.size();
  };
  if (newline_) add("\n");
  add("interrupted by SIG");
  add(::sigabbrev_np(signal));
  add(waiting_.data());
  add({id_.data(), size});
  add(" (a second signal ends it now)\n");
  const auto written = ::write(STDERR_FILENO, line.data(), length);
  (void)written;
}

}  // namespace trial
