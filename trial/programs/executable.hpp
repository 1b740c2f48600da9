/// Executable: what can be learned of a program's file without running it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trial::frameworks {

class TextSearch;

/// An ELF file that can be started as a program. Keeps the file open, and reads of it what is asked
/// for.
class Executable final {
 public:
  /// None if the file is something else: a script, a shared library, a folder, another machine's
  /// byte order, or damaged. `std::system_error` naming the path if it cannot be read.
  [[nodiscard]] static std::optional<Executable> open(const std::filesystem::path& path);

  Executable(Executable&& other) noexcept;
  Executable& operator=(Executable&& other) noexcept;
  ~Executable();

  /// The shared libraries that it names (`libfmt.so.9`); none of a static program.
  [[nodiscard]] const std::vector<std::string>& needed() const noexcept { return needed_; }
  /// The program that loads them, by its path; empty: a static program has none.
  [[nodiscard]] const std::string& loader() const noexcept { return loader_; }
  /// Reads the file once for all of these texts, so that `contains` knows them.
  void lookFor(std::vector<std::string> texts);
  /// How many times what is loaded was read to look for something.
  [[nodiscard]] int timesRead() const noexcept { return timesRead_; }
  /// True if each of the texts stands somewhere in what is loaded when the program starts: its code
  /// and its constants, which `strip` keeps. Debugging information is not looked at.
  [[nodiscard]] bool contains(const std::vector<std::string>& markers) const;
  /// The letters, digits, underscores and `more` that stand before the first `marker` there which
  /// has `start` in front of them; none if there is no such place.
  [[nodiscard]] std::optional<std::string> wordBetween(std::string_view start,
                                                       std::string_view marker,
                                                       std::string_view more = {}) const;

 private:
  struct Segment {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t address = 0;
    bool code = false;
  };

  explicit Executable(int fd) noexcept;
  template <class Elf>
  [[nodiscard]] bool parse();
  /// Gives `look` all that is loaded, in blocks that overlap by `overlap` bytes, until it says that
  /// it has seen enough.
  void scan(std::size_t overlap, const std::function<bool(std::string_view block)>& look) const;
  template <class T>
  [[nodiscard]] std::optional<T> read(std::uint64_t offset) const;
  [[nodiscard]] std::optional<std::uint64_t> offsetOf(std::uint64_t address) const;
  [[nodiscard]] std::optional<std::string> textAt(std::uint64_t offset) const;

  int fd_;
  std::vector<Segment> segments_;
  std::vector<std::string> needed_;
  std::string loader_;
  std::unique_ptr<TextSearch> looked_;  // by `lookFor`
  mutable int timesRead_ = 0;
};

}  // namespace trial::frameworks
