/// Said: what is printed between the events of a GoogleTest program.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace trial::frameworks::googletest {

/// Goes through it by lines. What stands before the first message of a failure or a skip is output;
/// from there on it cannot be told apart from the messages, and is kept with them. The framework's
/// own empty lines and its summary are left out.
class Said final {
 public:
  using Output = std::function<void(std::string_view text)>;
  explicit Said(Output output) : output_(std::move(output)) {}

  /// Bytes, cut anywhere.
  void text(std::string_view data);
  /// No more of this line follows.
  void endLine();
  /// Of what was said from the first message on, all that is kept; the rest is output.
  [[nodiscard]] const std::string& kept() const noexcept { return kept_; }
  [[nodiscard]] std::string take() { return std::exchange(kept_, {}); }
  /// The same from this place on; what stands before is output.
  [[nodiscard]] std::string takeFrom(std::size_t at);
  /// What is kept turned out to be output.
  void passOn();

  /// The framework's own empty line follows, as behind the end of a suite; or it does not.
  void blankFollows(bool follows) noexcept { blankFollows_ = follows; }
  /// The lines at the end of the run follow; or they do not.
  void summaryFollows(bool follows) noexcept { inSummary_ = follows; }

 private:
  void line(std::string_view whole);

  const Output output_;
  std::string partial_;  // a line without its end
  std::string kept_;
  bool blankFollows_ = false;
  bool inSummary_ = false;
};

}  // namespace trial::frameworks::googletest
