#include <trial/detail/warningasserts.hpp>

#include <algorithm>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <reactor/repr.hpp>

namespace trial::detail {

namespace {

/// True if `name` is `full` or the part of it behind a `separator`.
bool namesEnd(std::string_view full, std::string_view name, char separator) {
  if (!full.ends_with(name)) return false;
  const auto before = full.size() - name.size();
  return before == 0 || full[before - 1] == separator;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// True if `message` says "deprecated in" and this version; 1.20 and 1.2.1 are not taken for 1.2.
bool saysDeprecatedIn(const std::string& message, std::string_view version) {
  const auto phrase = fmt::format("deprecated in {}", version);
  const auto begin = message.find(phrase);
  if (begin == std::string::npos) return false;
  auto rest = std::string_view(message).substr(begin + phrase.size());
  if (rest.starts_with('.')) rest.remove_prefix(1);
  return rest.empty() || !isDigit(rest.front());
}

std::string listed(const std::vector<WarningRecord>& warnings) {
  std::string text;
  for (const auto& warning : warnings) {
    text += fmt::format("\n{}:{}: {}: {}", warning.filename, warning.lineno, warning.category,
                        warning.message);
  }
  return text;
}

bool same(const WarningRecord& a, const WarningRecord& b) {
  return a.message == b.message && a.category == b.category && a.filename == b.filename &&
         a.lineno == b.lineno;
}

}  // namespace

void checkWarns(const std::vector<WarningRecord>& warnings, std::string_view category,
                std::string_view message, std::string_view filename, Location where) {
  if (warnings.empty()) failWith("No warnings emitted", where);
  const auto& first = warnings.front();
  if (!std::all_of(warnings.begin(), warnings.end(),
                   [&first](const auto& warning) { return same(first, warning); })) {
    failWith("Can't handle different warnings:" + listed(warnings), where);
  }
  if (first.message != message) failWith(unequalText(first.message, message), where);
  if (!namesEnd(first.category, category, '.')) {
    failWith(fmt::format("{} is not {}", first.category, category), where);
  }
  if (!namesEnd(first.filename, filename, '/')) {
    failWith(fmt::format("Warning in {}, expected {}", reactor::repr(first.filename),
                         reactor::repr(filename)),
             where);
  }
}

void checkDeprecated(const std::vector<WarningRecord>& warnings, std::string_view version,
                     Location where) {
  if (warnings.empty()) failWith("the call is not deprecated: it gave no warning", where);
  if (warnings.size() > 1) failWith("More than one warning issued:" + listed(warnings), where);
  const auto& warning = warnings.front();
  if (!namesEnd(warning.category, "DeprecationWarning", '.')) {
    failWith("the call is not deprecated, it warns of something else:" + listed(warnings), where);
  }
  if (!saysDeprecatedIn(warning.message, version)) {
    failWith(
        fmt::format("the call is not said to be deprecated in {}:{}", version, listed(warnings)),
        where);
  }
}

}  // namespace trial::detail
