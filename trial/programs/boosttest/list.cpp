#include <trial/programs/boosttest/list.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include <trial/programs/boosttest/names.hpp>

namespace trial::frameworks::boosttest {

namespace {

void addTag(std::vector<std::string>& tags, std::string_view tag) {
  if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.emplace_back(tag);
}

/// Adds the labels in ` @a @b`.
void addLabels(std::vector<std::string>& tags, std::string_view labels) {
  for (auto at = labels.find('@'); at != std::string_view::npos;) {
    labels.remove_prefix(at + 1);
    const auto next = labels.find(" @");
    addTag(tags, labels.substr(0, next));
    at = next == std::string_view::npos ? next : next + 1;
  }
}

/// `label` is `name|file(line)`, behind which `|timeout=1`, `|expected failures=2` and `|labels:
/// @a` may follow. Nothing in it is escaped, so the place is looked for from the right.
ListedCase unitOf(std::string_view label) {
  constexpr std::string_view expected = "expected failures=";
  constexpr std::string_view labels = "labels:";
  ListedCase unit;
  for (auto end = label.size();;) {
    const auto bar = label.substr(0, end).rfind('|');
    if (bar == std::string_view::npos) {
      unit.id = label;
      return unit;
    }
    const auto part = label.substr(bar + 1, end - bar - 1);
    if (part.starts_with(expected)) {
      unit.note = part.substr(expected.size());
    } else if (part.starts_with(labels)) {
      // They are the last: a `|` behind them is a part of one.
      addLabels(unit.tags, label.substr(bar + 1 + labels.size()));
    } else if (part.ends_with(')')) {
      const auto open = part.rfind('(');
      const auto line = part.substr(open + 1, part.size() - open - 2);
      if (open != std::string_view::npos && !line.empty() &&
          line.find_first_not_of("0123456789") == std::string_view::npos) {
        unit.id = label.substr(0, bar);
        unit.file = part.substr(0, open);
        std::from_chars(line.data(), line.data() + line.size(), unit.line);
        return unit;
      }
    }
    end = bar;
  }
}

/// Reads what `--list_content=DOT` prints. The other form, HRF, does not tell an empty suite from a
/// case, nor a description with newlines from further cases.
class ListReader {
 public:
  explicit ListReader(std::string_view text) : text_(text) {}

  /// False if the text does not go to its end.
  bool read(std::vector<ListedCase>& cases) {
    while (!text_.empty()) {
      if (text_.starts_with("tu") && text_.find_first_not_of("0123456789", 2) == text_.find('[')) {
        if (!readUnit(cases)) return false;
        continue;
      }
      const auto line = text_.substr(0, text_.find('\n'));
      if (line == "{") {
        suites_.push_back(std::exchange(unit_, std::nullopt));
      } else if (line == "}") {
        take(cases);
        if (suites_.empty()) return true;
        suites_.pop_back();
      }
      text_.remove_prefix(std::min(text_.size(), line.size() + 1));
    }
    return false;
  }

 private:
  bool readUnit(std::vector<ListedCase>& cases) {
    constexpr std::string_view opening = "label=\"";
    constexpr std::string_view closing = "\"];\n";
    take(cases);
    const auto from = text_.find(opening);
    const auto to = text_.find(closing, from);
    if (to == std::string_view::npos) return false;
    const auto attributes = text_.substr(0, from);
    // The master suite has no part in names.
    if (attributes.find("shape=ellipse") == std::string_view::npos) {
      unit_ = unitOf(text_.substr(from + opening.size(), to - from - opening.size()));
      unit_->id = idOf(unit_->id);
      unit_->disabled = attributes.find("color=yellow") != std::string_view::npos;
    }
    text_.remove_prefix(to + closing.size());
    return true;
  }

  /// The unit that was read last is a case if no brace opened behind it.
  void take(std::vector<ListedCase>& cases) {
    if (!unit_) return;
    auto name = std::exchange(unit_->id, {});
    unit_->path.reserve(suites_.size() + 1);
    for (const auto& suite : suites_) {
      if (!suite) continue;
      unit_->id += suite->id;
      unit_->id += '/';
      unit_->path.push_back(suite->id);
      // A suite's label selects its cases, too.
      for (const auto& tag : suite->tags) addTag(unit_->tags, tag);
    }
    unit_->id += name;
    unit_->path.push_back(std::move(name));
    cases.push_back(*std::move(unit_));
    unit_.reset();
  }

  std::string_view text_;
  std::vector<std::optional<ListedCase>> suites_;  // none for the braces that no suite opens
  std::optional<ListedCase> unit_;
};

}  // namespace

bool readList(std::string_view text, std::vector<ListedCase>& cases) {
  return ListReader(text).read(cases);
}

}  // namespace trial::frameworks::boosttest
