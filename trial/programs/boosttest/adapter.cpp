#include <trial/programs/boosttest/adapter.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <trial/programs/boosttest/log.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/failures.hpp>

namespace trial::frameworks {

namespace {

// Linux takes 128 KiB in one argument and, with the usual stack limit, 2 MiB in all of them and the
// environment.
constexpr std::size_t mostBytesInFilter = 96 * 1024;
constexpr std::size_t mostBytesInCommand = 512 * 1024;
// The framework compares every name of a filter with every case of the program.
constexpr std::size_t mostCasesInCommand = 2000;

/// A name as a part of a filter. In a filter `/ , :` separate, `! + @` mean something at its start
/// and `*` at either end of a name. Boost.Test replaces them all in names since 1.67; for what
/// older ones leave, the longest piece without them is looked for anywhere in the name. That may
/// select a case too many, whose reports are not heeded.
std::string filterFor(std::string_view name) {
  constexpr std::string_view separators = ",:*";
  if (name.find_first_of(separators) == std::string_view::npos) {
    if (name.find_first_of("!+@") == 0) return fmt::format("*{}", name.substr(1));
    return std::string(name);
  }
  std::string_view longest;
  for (std::size_t from = 0; from < name.size();) {
    const auto to = std::min(name.find_first_of(separators, from), name.size());
    if (to - from > longest.size()) longest = name.substr(from, to - from);
    from = to + 1;
  }
  return longest.empty() ? "*" : fmt::format("*{}*", longest);
}

/// The suites that a case is in, as a filter with a slash at its end; empty at the top.
std::string filterForSuites(std::string_view suites) {
  std::string filter;
  while (!suites.empty()) {
    const auto slash = suites.find('/');
    filter += filterFor(suites.substr(0, slash));
    filter += '/';
    suites.remove_prefix(slash + 1);
  }
  return filter;
}

std::vector<std::string> arguments(const std::string& program) {
  return {program, "--color_output=no", "--build_info=no"};
}

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
/// The note of a case is its number of expected failures.
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
        suites_.push_back(unit_ ? *std::move(unit_) : ListedCase());
        unit_.reset();
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
      if (suite.id.empty()) continue;
      unit_->id += suite.id;
      unit_->id += '/';
      unit_->path.push_back(suite.id);
      // A suite's label selects its cases, too.
      for (const auto& tag : suite.tags) addTag(unit_->tags, tag);
    }
    unit_->id += name;
    unit_->path.push_back(std::move(name));
    cases.push_back(*std::move(unit_));
    unit_.reset();
  }

  std::string_view text_;
  std::vector<ListedCase> suites_;  // an empty name for the braces that no suite opens
  std::optional<ListedCase> unit_;
};

}  // namespace

std::string_view BoostTest::name() const { return "Boost.Test"; }

std::optional<std::string> BoostTest::recognise(const Executable& file) const {
  for (const auto& library : file.needed()) {
    if (library.starts_with("libboost_unit_test_framework")) return std::string();
  }
  // The names of two of the framework's exceptions, which its main function catches, and the text
  // that it prints then. They are put together here, so that this program is not taken for a test
  // program itself.
  static const std::string scope = fmt::format("N5boost{}", "9unit_test9framework");
  static const std::vector<std::string> markers = {
      scope + "15nothing_to_testE", scope + "11setup_errorE",
      fmt::format("Boost.Test {}", "framework internal error: ")};
  return file.contains(markers) ? std::optional(std::string()) : std::nullopt;
}

Command BoostTest::listCommand(const Callee& program, reactor::Environment env) const {
  Command command{arguments(program.name), std::move(env)};
  command.args.insert(command.args.end(),
                      {"--list_content=DOT", fmt::format("--report_sink={}", reportPath)});
  return command;
}

Listing BoostTest::parseList(const ProcessOutput& output) const {
  Listing listing;
  // A program that sets the stream of reports itself lists on stderr, the default.
  for (const auto* text : {&output.report, &output.err}) {
    const auto begin = text->find("digraph G {");
    if (begin == std::string::npos) continue;
    const auto firstLine = text->find('\n', begin);
    if (firstLine != std::string::npos &&
        ListReader(std::string_view(*text).substr(firstLine + 1)).read(listing.cases)) {
      return listing;
    }
    listing.cases.clear();
    listing.error = fmt::format("{}; its list of cases is cut off", describe(output));
  }
  if (listing.error.empty())
    listing.error = fmt::format("{} without listing its cases", describe(output));
  listing.error += excerpt(output.err.empty() ? output.out : output.err);
  return listing;
}

Command BoostTest::runCommand(const Callee& program, std::span<const std::string> cases,
                              reactor::Environment env) const {
  Command command{arguments(program.name), std::move(env)};
  // The human-readable log is the only one that is flushed after every event: the XML one loses its
  // last 8 KiB when the program dies. It goes to a descriptor of its own, so that cases may do what
  // they like with 1 and 2. Each case is reported when it begins and ends (level test_suite); a
  // results report would only repeat that.
  command.args.insert(command.args.end(), {"--log_format=HRF", "--log_level=test_suite",
                                           fmt::format("--log_sink={}", reportPath),
                                           "--report_level=no", "--result_code=yes"});
  // Left to itself the framework catches SIGSEGV and the like, jumps out of the handler and carries
  // on with a heap that may be locked or broken; it never says which signal it was, and sanitizers
  // cannot report. So signals end the process, unless the user has asked for it.
  if (!command.env.contains("BOOST_TEST_CATCH_SYSTEM_ERRORS")) {
    command.args.emplace_back("--catch_system_errors=no");
  }

  // Cases of one suite that follow each other share a filter: `--run_test=Suite/one,two`.
  std::size_t bytes = 0;
  std::string_view current;
  std::string filter;
  const auto flush = [&] {
    if (!filter.empty())
      command.args.push_back(fmt::format("--run_test={}", std::exchange(filter, {})));
  };
  for (const auto& id : cases.subspan(0, std::min(cases.size(), mostCasesInCommand))) {
    const auto slash = id.rfind('/');
    const auto suites =
        slash == std::string::npos ? std::string_view() : std::string_view(id).substr(0, slash + 1);
    const auto leaf = filterFor(std::string_view(id).substr(suites.size()));
    if (command.cases != 0 && bytes + leaf.size() + suites.size() + 32 > mostBytesInCommand) break;
    if (filter.empty() || suites != current || filter.size() + leaf.size() > mostBytesInFilter) {
      flush();
      current = suites;
      filter = filterForSuites(suites) + leaf;
      bytes += filter.size() + 32;
    } else {
      filter += ',';
      filter += leaf;
      bytes += leaf.size() + 1;
    }
    ++command.cases;
  }
  flush();
  return command;
}

std::unique_ptr<ProgressParser> BoostTest::progress(const Callee&,
                                                    std::span<const std::string> cases,
                                                    IProgress& listener) const {
  return std::make_unique<BoostTestLog>(cases, listener);
}

void BoostTest::settle(ReportedCase& reported, std::string_view note) const {
  const auto number = [](std::string_view text) {
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  if (number(reported.unsettled) <= number(note)) reported.report.results = {successResult()};
}

}  // namespace trial::frameworks
