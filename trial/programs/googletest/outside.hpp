/// Outside: what fails outside of the cases of a GoogleTest program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trial::frameworks::googletest {

/// Keeps what looks like messages of failures where suites and environments are set up and torn
/// down. The text of a user may look the same; which it is, the end of the run says.
class Outside final {
 public:
  /// A place that looks as if it has failed.
  struct Place {
    /// Empty: the environments.
    std::string suite;
    bool setUp = false;
    std::string said;
    /// It was told of as the error of cases.
    bool blamed = false;
  };
  /// What is known at the end of the run.
  struct End {
    /// The report names a failure outside of suites.
    bool environmentsFailed = false;
    /// The program ended as one in which something has failed, and none of its cases has.
    bool unexplained = false;
  };

  /// Before the first suite, or before the first case of a suite.
  void setUp(const std::string& suite, std::string said);
  /// Behind the last case of a suite, or the last suite.
  void tornDown(const std::string& suite, std::string said);
  /// Whether a case of this suite may have been skipped because of a set-up that failed.
  [[nodiscard]] bool maySkip(std::string_view suite) const;
  /// A line of the summary, behind its mark: it may name a suite.
  void summaryLine(std::string_view line);
  /// The program names a suite that has failed outside of its cases.
  void suiteFailed(std::string_view suite) { failedSuites_.emplace_back(suite); }

  /// At the end: true if any of it was a failure.
  [[nodiscard]] bool decide(const End& end);
  /// After that: the set-up that has failed before a case of this suite; null if none has.
  [[nodiscard]] Place* failedSetUp(std::string_view suite);
  /// After that: those that have failed, the others.
  [[nodiscard]] const std::vector<Place>& failed() const noexcept { return failed_; }
  [[nodiscard]] const std::vector<Place>& others() const noexcept { return places_; }

 private:
  void add(const std::string& suite, bool setUp, std::string said);

  std::vector<Place> places_;
  std::vector<Place> failed_;
  std::vector<std::string> failedSuites_;
};

}  // namespace trial::frameworks::googletest
