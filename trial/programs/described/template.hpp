/// Template: a text of a description with placeholders in braces.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trial::frameworks {

/// The values of placeholders.
using TemplateValues = std::map<std::string, std::string, std::less<>>;

/// `{{` and `}}` stand for braces.
class Template final {
 public:
  /// `std::invalid_argument` with what is wrong if a brace is not closed, or a placeholder is none
  /// of `allowed`.
  Template(const std::string& text, const std::vector<std::string>& allowed);

  [[nodiscard]] bool has(std::string_view placeholder) const;
  /// Whether it is nothing but this placeholder.
  [[nodiscard]] bool is(std::string_view placeholder) const;
  /// A placeholder without a value stands for nothing.
  [[nodiscard]] std::string filled(const TemplateValues& values) const;

 private:
  struct Part {
    std::string text;
    bool isPlaceholder = false;
  };
  std::vector<Part> parts_;
};

}  // namespace trial::frameworks
