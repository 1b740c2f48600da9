/// BoostTestLog: follows a run of a Boost.Test program by its human-readable log.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// Reads the log of level `test_suite`. A case or suite begins with a line `file(12): Entering test
/// case "name"` and ends with exactly the same place and name behind "Leaving", so that a message
/// that contains such lines does not end it; between them stand its messages, where an error's text
/// may go over several lines. A name may have newlines.
class BoostTestLog final : public ProgressParser {
 public:
  BoostTestLog(std::span<const std::string> cases, IProgress& listener);

  void received(int fd, std::string_view data) override;
  void ended(const ProcessEnd& end) override;
  [[nodiscard]] bool begun() const override { return begun_; }
  [[nodiscard]] bool complete() const override { return begun_ && open_.empty(); }
  [[nodiscard]] bool explains(const ProcessEnd& end) const override {
    return failed_ && end.signal == 0;
  }
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

  void lineReceived(std::string_view line);
  [[nodiscard]] bool event(std::string_view text);
  [[nodiscard]] bool mayGoOn(std::string_view text) const;
  [[nodiscard]] bool isCutOff(const std::string& name) const;
  void ordinary(std::string_view line);
  [[nodiscard]] bool leave(std::string_view line);
  [[nodiscard]] bool enter(std::string_view place, std::string_view text);
  [[nodiscard]] bool skip(std::string_view text);
  void message(std::string_view line, std::string_view text);
  void keep(std::string_view line);
  void finish(const std::string& id, CaseReport&& report, unsigned failedChecks = 0);
  void caseLeft(const Unit& unit, double seconds);
  void suiteLeft(const Unit& unit);
  [[nodiscard]] std::vector<std::string> waitingIn(const std::string& suite) const;

  std::span<const std::string> cases_;
  IProgress& listener_;
  std::unordered_map<std::string_view, State> states_;
  std::string partial_;
  std::string held_;  // lines that may be the beginning of an event with a newline in its name
  std::vector<Unit> open_;
  std::ptrdiff_t mostLines_ = 1;  // of a name that was asked for
  bool begun_ = false;
  bool failed_ = false;  // also a case that came along because another needs it
};

}  // namespace trial::frameworks
