/// ReportFile: the file that a report is written to.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <reactor/process/uniquefd.hpp>

namespace trial {

/// Either grows while the run goes on, or is written whole when the run is over. An error of a
/// write is told on stderr, once, and nothing is written any more.
class ReportFile final {
 public:
  enum class Kind {
    /// Each piece is in the file when `append` returns. What the file held before is dropped.
    growing,
    /// The file is replaced at one go, from a file beside it. One of an earlier run is removed at
    /// once, so that it is not taken for one of this run. What is no regular file is written to.
    whole,
  };

  /// `format` is for messages. `file` is relative to the run's folder; `-` and `/dev/stdout` are
  /// stdout, which is the report's alone then: what else is written there goes to stderr from now
  /// on. Throws `UsageError` if the file cannot be written.
  ReportFile(std::string format, const std::string& file, Kind kind);

  void append(std::string_view text);
  void replace(std::string_view text);
  /// Removes what `replace` has written.
  void discard() noexcept;

  /// Whether something could not be written.
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// The name that tells the target from those of other reports.
  [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }

 private:
  void openRegular(Kind kind);
  [[nodiscard]] std::filesystem::path beside() const;
  void fail(int error);

  std::string format_;
  std::string name_;  // as the user has given it
  std::filesystem::path target_;
  reactor::UniqueFD fd_;  // none: a file that is replaced
  bool failed_ = false;
};

}  // namespace trial
