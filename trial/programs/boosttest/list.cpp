#include <trial/programs/boosttest/list.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/boosttest/names.hpp>
#include <trial/programs/boosttest/numbers.hpp>

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
      unit.note = std::to_string(groupedNumber(part.substr(expected.size())).value_or(0));
    } else if (part.starts_with(labels)) {
      // They are the last: a `|` behind them is a part of one.
      addLabels(unit.tags, label.substr(bar + 1 + labels.size()));
    } else if (part.ends_with(')')) {
      const auto open = part.rfind('(');
      const auto line = groupedNumber(part.substr(open + 1, part.size() - open - 2));
      if (open != std::string_view::npos && line) {
        unit.id = label.substr(0, bar);
        unit.file = part.substr(0, open);
        unit.line = static_cast<int>(*line);
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
      const auto bracket = std::min(text_.find('['), text_.size());
      if (text_.starts_with("tu") && groupedNumber(text_.substr(2, bracket - 2))) {
        if (!readUnit(cases)) return false;
        continue;
      }
      const auto line = text_.substr(0, text_.find('\n'));
      readDependency(line);
      if (line == "{") {
        suites_.push_back(std::exchange(unit_, std::nullopt));
        if (suites_.back()) units_[suites_.back()->number].kind = "suite";
      } else if (line == "}") {
        take(cases);
        if (suites_.empty()) {
          settle(cases);
          return true;
        }
        if (const auto& suite = suites_.back()) units_[suite->number].end = cases.size();
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
    const auto attributes = text_.substr(0, from);
    const bool isMaster = attributes.find("shape=ellipse") != std::string_view::npos;
    // A name may have what closes a label. What follows a label says that this very unit is in
    // another, or, behind that of the master suite, opens it.
    const auto number = text_.substr(0, text_.find('['));
    const auto ends = [&](std::size_t at) {
      const auto behind = text_.substr(at + closing.size());
      return isMaster ? behind.starts_with("{\n") : isMembership(behind, number);
    };
    const auto first = text_.find(closing, from);
    if (first == std::string_view::npos) return false;
    auto to = first;
    while (saysMembership_ && to != std::string_view::npos && !ends(to))
      to = text_.find(closing, to + 1);
    if (to == std::string_view::npos) {
      saysMembership_ = false;
      to = first;
    }
    // The master suite has no part in names.
    if (!isMaster) {
      unit_.emplace(unitOf(text_.substr(from + opening.size(), to - from - opening.size())),
                    std::string(text_.substr(0, text_.find('['))));
      auto& unit = units_[unit_->number];
      unit.name = fullName(unit_->id);
      unit.begin = cases.size();
      unit_->id = idOf(unit_->id);
      unit_->disabled = attributes.find("color=yellow") != std::string_view::npos;
    }
    text_.remove_prefix(to + closing.size());
    return true;
  }

  /// Whether the text begins with `tu1 -> tu5;`, where the second is `number`.
  [[nodiscard]] static bool isMembership(std::string_view text, std::string_view number) {
    constexpr std::string_view arrow = " -> ";
    const auto line = text.substr(0, text.find('\n'));
    const auto at = line.find(arrow);
    return line.starts_with("tu") && at != std::string_view::npos &&
           line.substr(at + arrow.size()) == std::string(number) + ';';
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
    units_[unit_->number].end = cases.size() + 1;
    cases.push_back(std::move(static_cast<ListedCase&>(*unit_)));
    unit_.reset();
  }

  /// `tu5 -> tu3[color=red,...];`: the first depends on the second. Without attributes the second
  /// is in the first.
  void readDependency(std::string_view line) {
    constexpr std::string_view arrow = " -> ";
    const auto to = line.find(arrow);
    const auto end = line.find("[color=red");
    if (!line.starts_with("tu") || to == std::string_view::npos || end == std::string_view::npos)
      return;
    dependencies_.emplace_back(line.substr(0, to),
                               line.substr(to + arrow.size(), end - to - arrow.size()));
  }

  [[nodiscard]] std::string fullName(const std::string& name) const {
    std::string full;
    for (const auto& suite : suites_) {
      if (suite) full += nameOf(suite->id) + '/';
    }
    return full + name;
  }

  /// Says of each case what it depends on, and whether that makes the program leave it out.
  void settle(std::vector<ListedCase>& cases) {
    for (const auto& [from, to] : dependencies_) {
      const auto needed = idOf(units_[to].name);
      for (auto i = units_[from].begin; i < units_[from].end; ++i) cases[i].needs.push_back(needed);
    }
    for (bool any = true; any;) {
      any = false;
      for (const auto& [from, to] : dependencies_) {
        const auto why = whyLeftOut(cases, units_[to]);
        if (why.empty()) continue;
        for (auto i = units_[from].begin; i < units_[from].end; ++i) {
          if (cases[i].disabled || !cases[i].leftOut.empty()) continue;
          cases[i].leftOut = why;
          any = true;
        }
      }
    }
  }

  struct Unit {
    std::string name;  // the full one
    std::string_view kind = "case";
    std::size_t begin = 0;  // of its cases
    std::size_t end = 0;
  };

  /// As the framework says it.
  [[nodiscard]] static std::string whyLeftOut(const std::vector<ListedCase>& cases,
                                              const Unit& needed) {
    bool anyEnabled = false;
    bool anySkipped = false;
    bool allSkipped = true;
    for (auto i = needed.begin; i < needed.end; ++i) {
      const bool skipped = cases[i].disabled || !cases[i].leftOut.empty();
      anyEnabled = anyEnabled || !cases[i].disabled;
      anySkipped = anySkipped || skipped;
      allSkipped = allSkipped && skipped;
    }
    if (anyEnabled && !anySkipped) return {};
    return fmt::format("dependency test {} \"{}\" {}", needed.kind, needed.name,
                       !anyEnabled  ? "is disabled"
                       : allSkipped ? "was skipped"
                                    : "has skipped test cases");
  }

  /// What was read of a unit, and the word with which dependencies name it.
  struct ReadUnit : ListedCase {
    ReadUnit(ListedCase listed, std::string word)
        : ListedCase(std::move(listed)), number(std::move(word)) {}
    std::string number;
  };

  std::string_view text_;
  bool saysMembership_ = true;
  std::vector<std::optional<ReadUnit>> suites_;  // none for the braces that no suite opens
  std::optional<ReadUnit> unit_;
  std::map<std::string, Unit, std::less<>> units_;
  std::vector<std::pair<std::string, std::string>> dependencies_;
};

}  // namespace

bool readList(std::string_view text, std::vector<ListedCase>& cases) {
  return ListReader(text).read(cases);
}

}  // namespace trial::frameworks::boosttest
