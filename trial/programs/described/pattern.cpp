#include <trial/programs/described/pattern.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include <re2/re2.h>

#include <reactor/repr.hpp>

namespace trial::frameworks {

Pattern::Pattern(const std::string& expression) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  auto compiled = std::make_shared<const RE2>(expression, options);
  if (!compiled->ok()) throw std::invalid_argument(compiled->error());
  // RE2 takes several groups of one name, and tells of one.
  std::set<std::string> names;
  for (const auto& [number, name] : compiled->CapturingGroupNames()) {
    if (!names.insert(name).second)
      throw std::invalid_argument("two groups have the name " + reactor::repr(name));
  }
  for (const auto& [name, number] : compiled->NamedCapturingGroups()) {
    groups_.push_back(name);
    numbers_.emplace(name, static_cast<std::size_t>(number));
  }
  expression_ = std::move(compiled);
}

bool Pattern::has(std::string_view group) const {
  return std::find(groups_.begin(), groups_.end(), group) != groups_.end();
}

std::optional<PatternMatch> Pattern::match(std::string_view text) const {
  return find(text, 0, true);
}

std::optional<PatternMatch> Pattern::search(std::string_view line, std::size_t from) const {
  return find(line, from, false);
}

std::optional<PatternMatch> Pattern::find(std::string_view text, std::size_t from,
                                          bool whole) const {
  std::vector<re2::StringPiece> parts(
      static_cast<std::size_t>(expression_->NumberOfCapturingGroups()) + 1);
  if (!expression_->Match({text.data(), text.size()}, from, text.size(),
                          whole ? RE2::ANCHOR_BOTH : RE2::UNANCHORED, parts.data(),
                          static_cast<int>(parts.size()))) {
    return std::nullopt;
  }
  PatternMatch match;
  match.begin = static_cast<std::size_t>(parts[0].data() - text.data());
  match.end = match.begin + parts[0].size();
  for (const auto& [name, number] : numbers_) {
    const auto& part = parts[number];
    if (part.data() == nullptr) continue;
    match.groups.emplace(name, std::string(part.data(), part.size()));
    match.groupsEnd = std::max(match.groupsEnd,
                               static_cast<std::size_t>(part.data() - text.data()) + part.size());
  }
  return match;
}

}  // namespace trial::frameworks
