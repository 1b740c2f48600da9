/// DurationFile: a DurationTable that is kept in a file between runs.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <trial/durations/durationtable.hpp>

namespace trial {

/// The file has contents that were not written by trial-dist, which must not be lost.
class NoDurationFile final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class DurationFile final {
 public:
  /// One that the user has named: it is not overwritten if it holds something else.
  static DurationFile named(std::filesystem::path file) {
    return DurationFile(std::move(file), true);
  }
  /// One below the state folder, which is made when something is to be kept.
  static DurationFile inFolder(const std::filesystem::path& stateFolder) {
    return DurationFile(stateFolder / "durations", false);
  }

  /// Empty if there is no such file. Throws a `std::system_error` that names a file that cannot be
  /// read, and `NoDurationFile`.
  [[nodiscard]] DurationTable read() const;
  /// The same, but empty whatever is wrong.
  [[nodiscard]] DurationTable readIfPossible() const;
  /// Adds what was measured to what the file holds now. Nobody sees it half written, and others
  /// that add something wait. Throws a `std::system_error` that names it, and, if the user has
  /// named it, what `read` throws.
  void add(const DurationTable& measured) const;

  /// Whether the user has named it, and so is to hear what is wrong with it.
  [[nodiscard]] bool isNamed() const noexcept { return named_; }

 private:
  DurationFile(std::filesystem::path file, bool named) : file_(std::move(file)), named_(named) {}

  std::filesystem::path file_;
  bool named_;
};

}  // namespace trial
