/// BoostTestLog: follows a run of a Boost.Test program by its human-readable log.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/linesplitter.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Reads the log of level `test_suite`. A case or suite begins with a line `file(12): Entering test
/// case "name"` and ends with exactly the same place and name behind "Leaving", so that a message
/// that contains such lines does not end it; between them stand its messages, where an error's text
/// may go over several lines. A name may have newlines.
///
/// A child that a case forks has the log in common with the process. When it comes back out of the
/// case it goes on with the run, to its end or until it dies. A line by which the process itself
/// leaves that case, or tells an error of it, shows that it is still there, and all since was the
/// child's.
class BoostTestLog final : public ProgressParser {
 public:
  BoostTestLog(std::span<const std::string> cases, IProgress& listener);

  void received(int fd, std::string_view data) override;
  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return begun_; }
  [[nodiscard]] bool complete() const override { return begun_ && open_.empty(); }
  [[nodiscard]] bool tellsChildren() const override { return true; }
  void mayBeOfChild(bool may) override { mayBeOfChild_ = may; }
  [[nodiscard]] std::size_t steps() const override { return steps_; }
  std::size_t takeVerdicts(std::string& written) override;
  [[nodiscard]] Verdicts verdicts() const override;
  [[nodiscard]] std::string remark(const ProcessEnd& end) const override;
  [[nodiscard]] bool explains(const ProcessEnd& end) const override;
  [[nodiscard]] const std::string* inProgress() const override;
  [[nodiscard]] std::string detailsSoFar() const override;
  [[nodiscard]] std::string place() const override;
  [[nodiscard]] bool insidePlace(const std::string& id) const override;

 private:
  enum class State : unsigned char { waiting, started, finished };
  enum class Kind : unsigned char { module, suite, testCase };
  /// A unit that was entered and not left.
  struct Unit {
    Kind kind = Kind::module;
    std::string name = {};  // the full one; empty for the module
    std::string id = {};
    std::string leaving = {};  // how the text begins that ends it
    std::string details = {};
    unsigned failedChecks = 0;
    bool fatal = false;
    bool exception = false;
    bool keeping = false;  // lines without a place belong to an error
    /// What stands before the full name of a unit in it.
    [[nodiscard]] std::string prefix() const {
      return kind == Kind::module ? std::string() : name + '/';
    }
  };

  /// How it was when a case was left, perhaps by a child of the process.
  struct Left {
    std::vector<Unit> open;  // the case is the last
    std::size_t finished;    // how many of `finished_` had finished before
    bool failed;             // as `failed_`
  };

  void lineReceived(std::string_view line);
  [[nodiscard]] bool resume(std::string_view line);
  [[nodiscard]] std::deque<Left>::iterator leftBy(std::string_view line);
  void noteLeft();
  void forgetLeft();
  [[nodiscard]] bool event(std::string_view text);
  [[nodiscard]] bool mayGoOn(std::string_view text) const;
  [[nodiscard]] bool isCutOff(const std::string& name) const;
  void ordinary(std::string_view line);
  [[nodiscard]] bool leave(std::string_view line);
  [[nodiscard]] bool enter(std::string_view place, std::string_view text);
  [[nodiscard]] bool skip(std::string_view text);
  [[nodiscard]] bool mayRunAlone(std::string_view reason) const;
  void message(std::string_view line, std::string_view text);
  void keep(std::string_view line);
  void finish(const std::string& id, CaseReport&& report, unsigned failedChecks = 0);
  void caseLeft(const Unit& unit, double seconds);
  void suiteLeft(const Unit& unit);
  [[nodiscard]] std::vector<std::string> waitingIn(const std::string& suite) const;

  std::span<const std::string> cases_;
  IProgress& listener_;
  std::unordered_map<std::string_view, State> states_;
  LineSplitter lines_{mostDetails};
  std::string held_;  // lines that may be the beginning of an event with a newline in its name
  std::vector<Unit> open_;
  std::ptrdiff_t mostLines_ = 1;  // of a name that was asked for
  bool mayBeOfChild_ = false;
  std::size_t steps_ = 0;
  std::deque<Left> left_;              // while it may be of a child, the last of them
  std::vector<std::string> finished_;  // since then
  std::string after_;                  // lines behind the end of a child's run
  std::map<std::string, Verdicts, std::less<>> verdicts_;  // by the names of their modules
  std::string module_;                                     // its name, as in a verdict
  bool begun_ = false;
  bool failed_ = false;  // something that no case which was asked for has told
  // Whether the filters select cases that were not asked for: without that, such cases are needed
  // by those that were, and told of where they were asked for.
  bool mayRunOthers_ = false;
};

}  // namespace trial::frameworks
