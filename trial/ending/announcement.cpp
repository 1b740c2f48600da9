#include <trial/ending/announcement.hpp>

#include <algorithm>
#include <cstring>

#include <unistd.h>

#include <fmt/format.h>

#include <trial/ending/blockedoutput.hpp>
#include <trial/reporters/textline.hpp>

namespace trial {

void Announcement::begin(double grace) {
  idSize_ = 0;
  written_ = false;
  *fmt::format_to_n(waiting_.data(), waiting_.size() - 1, ": waiting up to {} s for ", grace).out =
      '\0';
  newline_ = ::isatty(STDOUT_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

void Announcement::setCase(std::string_view id) {
  idSize_ = 0;
  const auto shown = inOneLine(id);
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
