/// The protocol between a program with native tests and the adapter for such programs: hidden first
/// arguments, and records on `reportFD`. Both directions stand here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <reactor/log.hpp>
#include <trial/casereport.hpp>

namespace trial::frameworks {

/// `PROGRAM --program-list`: for each test `case` with its id and, if it is known where it is
/// registered, `place` with the line, a newline and the file; then `end`.
inline constexpr std::string_view programListArgument = "--program-list";
/// `PROGRAM --program-run FOLDER ID...`: runs these tests, in this order, with FOLDER as the
/// current folder. `begin`; for each test `start` with its id, its results, `stop` with its
/// seconds; `end`. When a stage of a test has another limit than the stage that the test told of
/// last, or begins long after that, `stage` with the limit in seconds, empty if there is none.
inline constexpr std::string_view programRunArgument = "--program-run";

/// `KIND LENGTH`, a newline, so many bytes. The kinds of results are success, failure, error, skip,
/// expected, surprise and, for an error that is a DirtyReactorAggregateError, unclean; before
/// expected and surprise stands `todo` with the reason. Beside them comes `warning`: category, file
/// and line, a line each, then the text.
void appendRecord(std::string& out, std::string_view kind, std::string_view payload = {});

/// Takes records off the front of bytes that come in pieces.
class RecordReader final {
 public:
  void add(std::string_view data);
  /// False if there is no whole one, or if the bytes are no record. The views are good until `add`.
  [[nodiscard]] bool next(std::string_view& kind, std::string_view& payload);

 private:
  std::string buffer_;
  std::size_t taken_ = 0;
};

/// It is an error of what the test left in the reactor, in this process or in another.
[[nodiscard]] bool isUnclean(const CaseResult& result);

/// Writes a result. Of a failure its places, its type and its text are kept.
void appendResult(std::string& out, const CaseResult& result);

/// Reads what `appendResult` has written. A failure becomes a ProgramFailure or ProgramError with
/// all that was kept as its text.
class ResultReader final {
 public:
  /// True if the record is part of a result.
  bool take(std::string_view kind, std::string_view payload);
  /// The result that the record completed, if it did.
  [[nodiscard]] std::optional<CaseResult> result();

 private:
  std::string reason_;  // of the todo
  std::optional<CaseResult> result_;
};

void appendWarning(std::string& out, const reactor::log::Warning& warning, std::string_view text);
struct ReadWarning {
  reactor::log::Warning warning;
  std::string text;
};
/// Reads the payload that `appendWarning` has written.
[[nodiscard]] ReadWarning readWarning(std::string_view payload);

}  // namespace trial::frameworks
