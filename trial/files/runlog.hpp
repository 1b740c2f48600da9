/// RunLog: a log of a run, whose errors of writing are not lost.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

#include <reactor/failure.hpp>
#include <reactor/process/uniquefd.hpp>

namespace trial {

/// A stream to the end of a file. Each insertion is written at once, unless it gathers them. When
/// one cannot be written, on a full disk for instance, the stream is bad from then on, as streams
/// are, and `takeLogError` returns the error (DIR-15).
class RunLog final : public std::ostream {
 public:
  /// Not open.
  RunLog();
  ~RunLog() override;
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Opens a file whose name the run has chosen: nothing that others have prepared is written to
  /// (DIR-13). Throws `std::system_error` naming it.
  void open(const std::filesystem::path& file);
  /// Opens a file that the user has named, whatever it is.
  void openNamed(const std::filesystem::path& file);
  void close();

  /// Insertions are gathered from now on. They are written by `writeOut`, when there are many of
  /// them, and at the end. `waits` is called when there is something to write out. Null: what was
  /// gathered is written, and each insertion at once again.
  void gather(std::function<void()> waits);
  void writeOut();

 private:
  class Buffer final : public std::streambuf {
   public:
    void use(reactor::UniqueFD fd, std::filesystem::path file);
    void close();
    void gather(std::function<void()> waits);
    /// False if it cannot be written.
    bool writeOut();

   protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* data, std::streamsize size) override;

   private:
    bool write(std::string_view data);

    reactor::UniqueFD fd_;
    std::filesystem::path file_;
    std::function<void()> waits_;  // none: nothing is gathered
    std::string gathered_;
  };
  void use(reactor::UniqueFD fd, const std::filesystem::path& file);

  Buffer buffer_;
};

/// The first error of writing a RunLog of this process since the last call, if there was one. A
/// runner reports it as an error of its run.
[[nodiscard]] std::optional<reactor::Failure> takeLogError();

}  // namespace trial
