/// ReportFile: the file that a report is written to.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

#include <reactor/process/uniquefd.hpp>

namespace trial {

/// What tells a regular file from others, whatever its names are.
using FileIdentity = std::pair<dev_t, ino_t>;
/// None if it is no regular file, or not there.
[[nodiscard]] std::optional<FileIdentity> identityOf(const std::filesystem::path& file);

/// Grows while the run goes on, or is written when the run is over. An error of a
/// write is told on stderr, once, and nothing is written any more. If nobody reads what is written,
/// a signal that ends the run ends the report, too (RunSignals).
class ReportFile final {
 public:
  enum class Kind {
    /// Each piece is in the file when `append` returns.
    growing,
    /// The file is replaced at one go, from a file beside it. What is no regular file is written
    /// to.
    whole,
    /// Written when the program ends, behind what the file holds then.
    added,
  };

  /// `format` is for messages. `file` is relative to the run's folder; `-` and `/dev/stdout` are
  /// stdout, which is the report's alone then: what else is written there goes to stderr from now
  /// on. A file keeps what it holds. Throws `UsageError` if the file cannot be written.
  ReportFile(std::string format, const std::string& file, Kind kind);
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  /// Drops what an earlier run has left, so that it is not taken for the report of this one.
  void begin();
  void append(std::string_view text);
  void replace(std::string_view text);
  /// Removes what `replace` has written.
  void discard() noexcept;
  /// The report is whole. One that grew must still be there under its name.
  void end();

  /// Tells on stderr why it cannot be written; nothing is written any more.
  void fail(const std::string& reason);
  /// Whether something could not be written.
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// The file's name without links, or `/dev/fd/` and the number of a descriptor.
  [[nodiscard]] const std::filesystem::path& target() const noexcept { return target_; }
  /// None as long as the file is not there.
  [[nodiscard]] std::optional<FileIdentity> identity() const;
  /// Bytes of a regular file that is added to; 0 for others.
  [[nodiscard]] std::size_t size() const;

 private:
  [[nodiscard]] bool openRegular(Kind kind);
  [[nodiscard]] std::filesystem::path beside() const;

  std::string format_;
  std::string name_;  // as the user has given it
  std::filesystem::path target_;
  reactor::UniqueFD fd_;  // none: a file that is replaced
  bool named_ = false;    // fd_ was opened by the name of a regular file
  bool keeps_ = false;    // what the file holds
  bool failed_ = false;
};

}  // namespace trial
