/// LineProgress: follows a described program by the lines that it prints.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <trial/programs/described/description.hpp>
#include <trial/programs/described/patternsearch.hpp>
#include <trial/programs/described/reportedcases.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// An expression counts where it may stand: the end of a case only while that is in progress, the
/// start of one only while none is, unless there is no expression for the end of those that pass.
/// All other text is the output of the cases.
class LineProgress final : public ProgressParser {
 public:
  /// `description` describes the progress by lines; it outlives this.
  LineProgress(const Description& description, std::span<const std::string> cases,
               IProgress& listener);

  [[nodiscard]] bool reads(int fd) const override { return fd == patterns_.from; }
  void received(int fd, std::string_view data) override;
  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return true; }
  [[nodiscard]] bool complete() const override { return complete_; }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override;
  [[nodiscard]] const std::string* inProgress() const override;
  [[nodiscard]] std::string detailsSoFar() const override;
  [[nodiscard]] std::string place() const override { return {}; }
  [[nodiscard]] bool insidePlace(const std::string& /*id*/) const override { return true; }

 private:
  enum class Kind { start, pass, fail, skip, failedCheck, finished };
  struct Event {
    Kind kind;
    PatternMatch match;
    /// The case that it names, if it names one.
    std::optional<std::string> id;
  };

  using Searches = std::vector<std::pair<Kind, PatternSearch>>;
  /// What is there of a line: all, what has come of it until now, or as much as is kept of it.
  enum class Reach { whole, unfinished, cut };

  void add(std::string_view piece);
  void forgetLine();
  void take(std::string_view line, Reach reach);
  [[nodiscard]] std::optional<Event> next(std::string_view line, Searches& searches) const;
  [[nodiscard]] bool counts(const Event& event) const;
  [[nodiscard]] bool endCounts(const Event& event) const;
  void handle(const Event& event, std::string_view line);
  void start(const std::string& id);
  void end(const Event& event, std::string_view text);
  void endOther(const Event& event, std::string_view text);
  void tellFailure(const std::optional<std::string>& id, std::string_view text);
  void leaveOther();
  void show(std::string_view text);
  void tellOutput();
  [[nodiscard]] bool nextEndsCase() const;
  void runEnded(const ProcessEnd& end);
  void endLast(const ProcessEnd& end);

  const Description& description_;
  const DescribedProgress& patterns_;
  IProgress& listener_;
  ReportedCases cases_;
  std::optional<std::string> other_;  // in progress, and not asked for, or told of before
  std::string otherDetails_;          // the failed checks of that
  std::string outsideChecks_;         // checks that failed while no case was in progress
  std::string line_;                  // unfinished
  std::size_t scanned_ = 0;           // of it
  std::size_t shown_ = 0;
  std::size_t looked_ = 0;  // its size when it was looked at last
  std::string output_;      // text that is not told yet
  bool keptText_ = false;   // the text of an event in it was shown, too
  std::string before_;  // the end of what was printed since a case ended, if starts are not told
  bool finished_ = false;
  bool exited_ = false;     // by itself
  bool undecided_ = false;  // what became of the last case
  bool complete_ = false;
};

}  // namespace trial::frameworks
