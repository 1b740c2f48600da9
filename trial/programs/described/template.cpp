#include <trial/programs/described/template.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <reactor/repr.hpp>

namespace trial::frameworks {

namespace {

std::string shown(const std::vector<std::string>& placeholders) {
  std::vector<std::string> braced;
  for (const auto& name : placeholders) braced.push_back('{' + name + '}');
  return fmt::format("{}", fmt::join(braced, ", "));
}

}  // namespace

Template::Template(const std::string& text, const std::vector<std::string>& allowed) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '{' && c != '}') {
      plain += c;
      continue;
    }
    if (text.substr(i + 1, 1) == std::string(1, c)) {
      plain += c;
      ++i;
      continue;
    }
    const auto close = c == '{' ? text.find('}', i) : std::string::npos;
    if (close == std::string::npos) {
      throw std::invalid_argument(
          fmt::format("{} has a {} without its other one; for the letter itself write it twice",
                      reactor::repr(text), reactor::repr(std::string(1, c))));
    }
    auto name = text.substr(i + 1, close - i - 1);
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      throw std::invalid_argument(fmt::format("unknown placeholder {}; allowed are: {}",
                                              reactor::repr('{' + name + '}'), shown(allowed)));
    }
    if (!plain.empty()) parts_.push_back({std::exchange(plain, {}), false});
    parts_.push_back({std::move(name), true});
    i = close;
  }
  if (!plain.empty()) parts_.push_back({std::move(plain), false});
}

bool Template::has(std::string_view placeholder) const {
  return std::any_of(parts_.begin(), parts_.end(), [placeholder](const Part& part) {
    return part.isPlaceholder && part.text == placeholder;
  });
}

bool Template::is(std::string_view placeholder) const {
  return parts_.size() == 1 && has(placeholder);
}

std::string Template::filled(const TemplateValues& values) const {
  std::string text;
  for (const auto& part : parts_) {
    if (!part.isPlaceholder) {
      text += part.text;
    } else if (const auto value = values.find(part.text); value != values.end()) {
      text += value->second;
    }
  }
  return text;
}

}  // namespace trial::frameworks
