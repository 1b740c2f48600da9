/// OutputTail: which part of what a process writes belongs to the case that it is in.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace trial::frameworks {

/// The output of a case: in the order in which it came, and by descriptor.
struct CaseOutput {
  std::string both;
  std::string out;
  std::string err;
};

/// Keeps the end of what a process writes to descriptors 1 and 2. Output and report come by
/// different pipes, so which case has written a text is not exactly known: what came between two
/// reads of the report is counted for every case that was told of in the second of them.
class OutputTail final {
 public:
  /// How much of it is kept at least, in bytes.
  static constexpr std::size_t kept = std::size_t{64} << 10U;

  /// Text that came by a pipe of its own.
  void add(int fd, std::string_view data) { append(fd, data, false); }
  /// Text that came with the report, so that its place among the cases is known.
  void addInReport(int fd, std::string_view data) { append(fd, data, true); }
  /// More of the report has come, and is read once all pipes that are ready were read.
  void reportCame() noexcept;
  /// The report says that a case begins.
  void caseBegan() noexcept;
  [[nodiscard]] CaseOutput ofCase() const;

 private:
  struct Piece {
    int fd;
    bool inReport;
    std::size_t end;  // in `text_`
  };
  void append(int fd, std::string_view data, bool inReport);
  void forget(std::size_t size);

  std::string text_;
  std::deque<Piece> pieces_;
  std::size_t came_ = 0;        // where `text_` ended when the report came last,
  std::size_t cameBefore_ = 0;  // and the time before
  std::size_t case_ = 0;        // where text of the current case may begin,
  std::size_t exactCase_ = 0;   // and where that begins which came with the report
};

}  // namespace trial::frameworks
