/// DoctestCheck: a check or message of a doctest program, as it stands in its report.
#pragma once

#include <string>
#include <string_view>

#include <trial/programs/xmlstream.hpp>

namespace trial::frameworks {

/// An element `Expression` or `Message`, and the elements in it.
class DoctestCheck final {
 public:
  [[nodiscard]] static bool isOne(const XmlElement& element);
  explicit DoctestCheck(const XmlElement& element);
  /// An element in it that was closed.
  void add(const XmlElement& part);

  [[nodiscard]] bool holds() const noexcept { return holds_; }
  /// It does not hold, and is no warning or message.
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// For the user to read: where it is, what was checked, with which values.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  bool holds_ = false;
  bool failed_ = false;
  std::string text_;
  std::string expression_ = {};
};

/// The text of an element without the newlines and blanks that the framework has put around it.
[[nodiscard]] std::string_view withoutMargin(std::string_view text);
/// "a.cpp:12: ", from the attributes of an element; empty if it has no file.
[[nodiscard]] std::string doctestPlaceOf(const XmlElement& element);

}  // namespace trial::frameworks
