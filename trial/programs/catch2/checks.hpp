/// Checks: what a case of Catch2 reports of its checks, as a text for the user.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trial/programs/xmlstream.hpp>

namespace trial::frameworks::catch2 {

/// Is given the elements inside of a `TestCase` as they open and close.
class Checks final {
 public:
  void opened(const XmlElement& element);
  void closed(const XmlElement& element);

  /// The checks that failed, each with its place, messages and sections; empty if there are none.
  [[nodiscard]] const std::string& failures() const noexcept { return failures_; }
  /// Something was thrown, and not because a check of exceptions wanted to see that.
  [[nodiscard]] bool threw() const noexcept { return threw_; }
  /// A signal was caught, which is the last of the failures: the framework tells the end of
  /// everything and then lets the signal end the process.
  [[nodiscard]] bool fatal() const noexcept { return fatal_.has_value(); }
  /// It has not ended the process, but a child of it. Returns the text.
  [[nodiscard]] std::string takeFatal();
  /// The reasons of skips, a line each.
  [[nodiscard]] const std::string& skips() const noexcept { return skips_; }

 private:
  /// An `Expression` that is open.
  struct Expression {
    std::string place;
    std::string macro;
    std::string original;
    std::string expanded;
    std::string outcome;  // "exception"; empty if it was false
    std::string message;
    bool open = false;
  };
  void keepMessage(std::string_view text);
  void dropMessages();
  void add(std::string_view text);
  void closedOutcome(const XmlElement& element, std::string_view what);
  void closedExpression(const XmlElement& element);

  std::string failures_;
  std::string skips_;
  std::vector<std::string> sections_;
  std::vector<std::string> messages_;  // that stand before the check to which they belong
  std::size_t messageSize_ = 0;
  Expression expression_;
  bool threw_ = false;
  bool fatalFollows_ = false;         // what is added next is a signal
  std::optional<std::size_t> fatal_;  // where its text begins
};

}  // namespace trial::frameworks::catch2
