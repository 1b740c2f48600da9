#include <trial/programs/doctest/check.hpp>

#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>
#include <trial/programs/common/numbers.hpp>
#include <trial/programs/common/trimmed.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

std::string_view withoutMargin(std::string_view text) { return trimmed(text, " \n"); }

std::string doctestPlaceOf(const XmlElement& element) {
  const auto file = element.attribute("filename");
  const auto line = wholeNumber(element.attribute("line"));
  if (file.empty()) return {};
  return line == 0 ? fmt::format("{}: ", file) : fmt::format("{}:{}: ", file, line);
}

bool DoctestCheck::isOne(const XmlElement& element) {
  return element.name == "Expression" || element.name == "Message";
}

DoctestCheck::DoctestCheck(const XmlElement& element) : text_(doctestPlaceOf(element)) {
  const auto type = element.attribute("type");
  const bool warns = type.starts_with("WARN");
  holds_ = element.attribute("success") == "true";
  failed_ = !warns && !holds_;
  text_ += type;
}

void DoctestCheck::add(const XmlElement& part) {
  if (text_.size() > mostDetails) return;
  const auto text = withoutMargin(part.text);
  if (part.name == "Original") {
    expression_ = text;
    text_ += fmt::format("( {} )", text);
  } else if (part.name == "Text") {
    text_ += fmt::format(": {}", text);
  } else if (part.name == "Expanded") {
    if (text != expression_) addLines(text_, fmt::format("  values: {}", text));
  } else if (part.name == "Exception") {
    addLines(text_, fmt::format("  threw: {}", text));
  } else if (part.name == "ExpectedException") {
    addLines(text_, fmt::format("  expected exception: {}", text));
  } else if (part.name == "ExpectedExceptionString") {
    addLines(text_, fmt::format("  expected text of the exception: {}", text));
  } else if (part.name == "Info") {
    addLines(text_, fmt::format("  logged: {}", text));
  }
}

}  // namespace trial::frameworks
