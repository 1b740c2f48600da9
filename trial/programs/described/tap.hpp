/// TapProgress: follows a described program by the Test Anything Protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <trial/programs/described/description.hpp>
#include <trial/programs/described/reportedcases.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// `ok 1 - ID`, `not ok 2 - ID # TODO why`, with what is printed behind a failure up to the next
/// line as its text; versions 12 to 14. Tests inside of tests, which are indented, are such text. A
/// line of a case that waits counts if its number is higher than the last one, or if it has none.
class TapProgress final : public ProgressParser {
 public:
  /// `description` outlives this.
  TapProgress(const Description& description, std::span<const std::string> cases,
              IProgress& listener);

  [[nodiscard]] bool reads(int fd) const override { return fd == from_; }
  void received(int fd, std::string_view data) override;
  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return true; }
  [[nodiscard]] bool complete() const override { return complete_; }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override;
  [[nodiscard]] const std::string* inProgress() const override { return cases_.inProgress(); }
  [[nodiscard]] std::string detailsSoFar() const override;
  [[nodiscard]] std::string place() const override { return {}; }
  [[nodiscard]] bool insidePlace(const std::string& /*id*/) const override { return true; }

 private:
  struct Result {
    /// It waits for its result, was not asked for, had a result before, or is a failure without
    /// an id.
    enum class Of { called, uncalled, told, unnamed };
    Of of = Of::called;
    std::string id;
    bool ok = false;
    /// "skip" or "todo", and what is behind it.
    std::string directive;
    std::string reason;
    /// None: that behind the last one.
    std::optional<std::uint64_t> number;
    std::string line;
  };
  void add(std::string_view piece);
  void endLine();
  void addText(std::string_view text);
  void tellOutput();
  void take(std::string_view line);
  [[nodiscard]] std::optional<Result> resultIn(const PatternMatch& match) const;
  void tell(Result result);
  void settle();
  [[nodiscard]] bool isKnown(const std::string& id) const;
  [[nodiscard]] std::string idIn(std::string_view description) const;
  void skipAll();
  void comparePlan();

  const Description& description_;
  const int from_;
  IProgress& listener_;
  ReportedCases cases_;
  const bool alone_;
  std::size_t longestId_ = 0;
  std::string line_;              // unfinished
  bool isCut_ = false;            // no more of it is kept
  bool isText_ = false;           // it was told as text
  std::string output_;            // text that is not told yet
  std::uint64_t number_ = 0;      // of the last result
  std::optional<Result> result_;  // its text may follow
  std::string text_;              // since the last line that counted
  std::string before_;            // and before that
  std::string bail_;
  std::size_t plans_ = 0;
  std::optional<std::uint64_t> planned_;     // by the last plan; none: too many for a number
  std::uint64_t testLines_ = 0;              // results, and what has a number like one
  std::uint64_t called_ = 0;                 // results of cases that were asked for
  std::optional<std::string> nothingToRun_;  // why, as a plan of no tests says
  bool anyResult_ = false;
  bool complete_ = false;
};

}  // namespace trial::frameworks
