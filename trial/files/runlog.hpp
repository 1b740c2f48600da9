/// RunLog: a log of a run, whose errors of writing are not lost.
#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <streambuf>

#include <reactor/failure.hpp>
#include <reactor/process/uniquefd.hpp>

namespace trial {

/// A stream to the end of a file. Each insertion is written at once. When one cannot be written, on
/// a full disk for instance, the stream is bad from then on, as streams are, and `takeLogError`
/// returns the error (DIR-15).
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

 private:
  class Buffer final : public std::streambuf {
   public:
    void use(reactor::UniqueFD fd, std::filesystem::path file);
    void close() noexcept { fd_.reset(); }

   protected:
    int_type overflow(int_type c) override;
    std::streamsize xsputn(const char* data, std::streamsize size) override;

   private:
    reactor::UniqueFD fd_;
    std::filesystem::path file_;
  };
  void use(reactor::UniqueFD fd, const std::filesystem::path& file);

  Buffer buffer_;
};

/// The first error of writing a RunLog of this process since the last call, if there was one. A
/// runner reports it as an error of its run.
[[nodiscard]] std::optional<reactor::Failure> takeLogError();

}  // namespace trial
