#include <trial/reports/formats/html.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <functional>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <trial/reports/excerpts.hpp>
#include <trial/reports/formats/htmloutcome.hpp>
#include <trial/reports/formats/htmlparts.hpp>
#include <trial/reports/formats/htmltimeline.hpp>
#include <trial/reports/formats/xmltext.hpp>

namespace trial {

namespace {

/// Limits what all failures say, and apart from that what their cases wrote.
constexpr std::size_t mostOfTexts = std::size_t{8} << 20U;
constexpr std::size_t mostOfBlock = std::size_t{64} << 10U;
constexpr std::size_t mostSlowest = 20;
/// Failures that are shown whole at first.
constexpr std::size_t mostOpen = 3;

constexpr std::array allOutcomes = {
    Outcome::passed,          Outcome::failed,  Outcome::error, Outcome::unexpectedSuccess,
    Outcome::expectedFailure, Outcome::skipped, Outcome::notRun};

std::string lineInHtml(std::string_view text) { return inHtml(shortLine(text)); }
std::string idInHtml(std::string_view id) { return inHtml(shortId(id)); }
std::string secondsInHtml(const RecordedCase& one) {
  return one.report.seconds ? fmt::format("{:.3f} s", *one.report.seconds) : "";
}

class HtmlPage final {
 public:
  explicit HtmlPage(const RunRecord& run) : run_(run) {
    addHead();
    addFailures();
    if (const auto timeline = htmlTimeline(run); !timeline.empty())
      add("<h2>Timeline</h2>\n<div class=\"timeline\">\n{}</div>\n", timeline);
    addSlowest();
    addCases();
    add("<script>{}</script>\n</body>\n</html>\n", htmlScript);
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  template <class... Values>
  void add(fmt::format_string<Values...> form, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), form, std::forward<Values>(values)...);
  }

  void addHead() {
    const auto problem = run_.problem();
    const auto verdict = run_.failed() ? "failed" : "passed";
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
        "<title>trial-dist: {}</title>\n<style>{}</style>\n</head>\n<body>\n"
        "<h1>trial-dist: <span class=\"{}\">{}</span></h1>\n",
        verdict, htmlStyle, verdict, verdict);
    const auto date = static_cast<std::time_t>(run_.time());
    add("<p class=\"faint\">{} test{} in {:.2f} s, begun on {:%Y-%m-%d at %H:%M:%S} UTC</p>\n",
        run_.cases().size(), run_.cases().size() == 1 ? "" : "s", run_.seconds(),
        fmt::gmtime(date));
    if (!problem.empty()) add("<p class=\"problem\">{}</p>\n", inHtml(problem));
    add("<ul class=\"numbers\">\n");
    for (const auto outcome : allOutcomes) {
      const auto count = run_.count(outcome);
      if (count == 0) continue;
      const auto shown = htmlOutcome(outcome);
      add("<li class=\"{}\"><b>{}</b>{}</li>\n", shown.style, count, shown.words);
    }
    add("</ul>\n");
  }

  void addFailures() {
    const auto& cases = run_.cases();
    if (std::none_of(cases.begin(), cases.end(), std::mem_fn(&RecordedCase::isFailure))) return;
    add("<h2>Failures</h2>\n");
    std::size_t number = 0;
    for (const auto& one : cases) {
      if (!one.isFailure()) continue;
      anchors_[&one] = number;
      addFailure(one, number++);
    }
  }

  void addFailure(const RecordedCase& one, std::size_t number) {
    const auto shown = htmlOutcome(one.outcome());
    add("<details id=\"f{}\"{}><summary><span class=\"word {}\">{}</span> <code>{}</code> "
        "{}</summary>\n",
        number, number < mostOpen ? " open=\"open\"" : "", shown.style, shown.words,
        idInHtml(one.id), lineInHtml(one.summary()));
    std::vector<std::string> facts;
    if (!one.place.file.empty())
      facts.push_back(fmt::format("{}:{}", one.place.file, one.place.line));
    if (one.report.seconds) facts.push_back(secondsInHtml(one));
    if (one.report.worker) facts.push_back(fmt::format("worker {}", *one.report.worker));
    if (!facts.empty())
      add("<p class=\"faint\">{}</p>\n", lineInHtml(fmt::format("{}", fmt::join(facts, ", "))));
    addBlock(one.details(), roomForDetails_);
    for (const auto& [name, text] :
         {std::pair("stdout", &one.report.out), std::pair("stderr", &one.report.err)}) {
      if (text->empty()) continue;
      add("<h3>{}</h3>\n", name);
      addBlock(*text, roomForOutput_);
    }
    add("</details>\n");
  }

  /// `room`: the bytes that are left for all blocks of a kind.
  void addBlock(std::string_view text, std::size_t& room) {
    if (text.empty()) return;
    const auto block = inHtml(cutText(text, mostOfBlock));
    if (block.size() > room) {
      add("<p class=\"faint\">{} bytes or more are left out, because this page would be too "
          "large.</p>\n",
          text.size());
      return;
    }
    room -= block.size();
    // HTML drops a newline behind the tag.
    add("<pre>{}{}</pre>\n", block.starts_with('\n') ? "\n" : "", block);
  }

  void addSlowest() {
    std::vector<const RecordedCase*> slowest;
    for (const auto& one : run_.cases()) {
      if (one.over && one.report.seconds.value_or(0) > 0) slowest.push_back(&one);
    }
    if (slowest.empty()) return;
    std::stable_sort(slowest.begin(), slowest.end(), [](const auto* a, const auto* b) {
      return *a->report.seconds > *b->report.seconds;
    });
    slowest.resize(std::min(slowest.size(), mostSlowest));
    add("<h2>Slowest</h2>\n<table>\n");
    const double most = *slowest.front()->report.seconds;
    for (const auto* one : slowest) {
      add("<tr><td class=\"number\">{}</td><td class=\"bar\"><meter value=\"{:.4f}\"></meter></td>"
          "<td><code>{}</code></td></tr>\n",
          secondsInHtml(*one), *one->report.seconds / most, idInHtml(one->id));
    }
    add("</table>\n");
  }

  /// The cases of a module's class, or of a program's suite.
  struct Group {
    std::string name;
    std::vector<const RecordedCase*> cases = {};
    std::map<Outcome, std::size_t> failures = {};
    double seconds = 0;
  };

  /// In the order of the run's list.
  [[nodiscard]] std::vector<Group> groups() const {
    std::vector<Group> all;
    std::unordered_map<std::string, std::size_t> numbers;
    for (const auto& one : run_.cases()) {
      auto name = one.group();
      const auto [at, isNew] = numbers.try_emplace(name, all.size());
      if (isNew) all.push_back({std::move(name)});
      auto& group = all[at->second];
      group.cases.push_back(&one);
      if (one.isFailure()) ++group.failures[one.outcome()];
      group.seconds += one.report.seconds.value_or(0);
    }
    return all;
  }

  void addCases() {
    add("<h2>All tests</h2>\n"
        "<input id=\"filter\" hidden=\"hidden\" placeholder=\"words of the name or the outcome\" "
        "aria-label=\"Filter the tests\"/>\n"
        "<div id=\"cases\">\n");
    for (const auto& group : groups()) {
      add("<details><summary><code>{}</code> <span class=\"faint\">{} test{}, {:.3f} s</span>",
          idInHtml(group.name), group.cases.size(), group.cases.size() == 1 ? "" : "s",
          group.seconds);
      for (const auto& [outcome, count] : group.failures) {
        const auto shown = htmlOutcome(outcome);
        add(" <span class=\"word {}\">{} {}</span>", shown.style, count, shown.words);
      }
      add("</summary>\n<table>\n");
      for (const auto* one : group.cases) addRow(*one);
      add("</table>\n</details>\n");
    }
    add("</div>\n");
  }

  void addRow(const RecordedCase& one) {
    const auto shown = htmlOutcome(one.outcome());
    add("<tr><td class=\"outcome {}\">{}</td><td class=\"number\">{}</td><td>", shown.style,
        shown.words, secondsInHtml(one));
    const auto anchor = anchors_.find(&one);
    if (anchor != anchors_.end()) {
      add("<a href=\"#f{}\"><code>{}</code></a>", anchor->second, idInHtml(one.name()));
    } else {
      add("<code>{}</code>", idInHtml(one.name()));
      const auto why = one.summary();
      if (!why.empty() && why != shown.words) add(" {}", lineInHtml(why));
    }
    add("</td></tr>\n");
  }

  const RunRecord& run_;
  std::unordered_map<const RecordedCase*, std::size_t> anchors_;  // of failures
  std::size_t roomForDetails_ = mostOfTexts;
  std::size_t roomForOutput_ = mostOfTexts;
  std::string text_;
};

}  // namespace

std::string htmlReport(const RunRecord& run) { return HtmlPage(run).text(); }

}  // namespace trial
