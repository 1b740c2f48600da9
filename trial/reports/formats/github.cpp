#include <trial/reports/formats/github.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <trial/reporters/textline.hpp>
#include <trial/reports/excerpts.hpp>
#include <trial/reports/formats/xmltext.hpp>

namespace trial {

namespace {

constexpr std::size_t mostOfStep = std::size_t{1} << 20U;
constexpr std::size_t mostOfSummary = std::size_t{500} << 10U;
constexpr std::size_t mostOfDetails = std::size_t{16} << 10U;
/// GitHub shows ten of a kind for a step, and drops the others without a word.
constexpr std::size_t mostAnnotations = 10;
/// For the line that says how much is left out.
constexpr std::size_t roomOfNote = 100;

double endOf(const RecordedCase& one) {
  return one.report.began.value_or(0) + one.report.seconds.value_or(0);
}

/// The newest first.
std::vector<const RecordedCase*> newestFailures(const RunRecord& run) {
  std::vector<const RecordedCase*> failures;
  for (const auto& one : run.cases()) {
    if (one.isFailure()) failures.push_back(&one);
  }
  std::stable_sort(failures.begin(), failures.end(),
                   [](const auto* a, const auto* b) { return endOf(*a) > endOf(*b); });
  return failures;
}

std::string messageOf(const RecordedCase& one) {
  auto message = shortLine(one.summary());
  if (one.outcome() == Outcome::unexpectedSuccess) message = "unexpected success: " + message;
  return message;
}

/// Text of one line as HTML. GitHub makes no links of what is in `code`.
std::string inCode(std::string_view text) { return fmt::format("<code>{}</code>", inHtml(text)); }

/// A block of code, in a fence that the text does not hold.
std::string inFence(const std::string& text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
  return fmt::format("{0}\n{1}{2}{0}\n", fence, text, text.ends_with('\n') ? "" : "\n");
}

/// What stands in front of the blank line is HTML, and no Markdown.
std::string section(const RecordedCase& one) {
  auto text = fmt::format("<details><summary>{} {}</summary>\n", inCode(shortId(one.id)),
                          inCode(messageOf(one)));
  if (!one.place.file.empty()) {
    const auto place = fmt::format("{}:{}", one.place.file, one.place.line);
    text += fmt::format("<p>{}</p>\n", inCode(inOneLine(place)));
  }
  return text + '\n' + inFence(inXml(cutText(one.details(), mostOfDetails))) + "\n</details>\n\n";
}

/// Text of a command; `property`: of what stands in front of its message.
std::string inCommand(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      case ':': out += property ? "%3A" : ":"; break;
      case ',': out += property ? "%2C" : ","; break;
      default: out += c;
    }
  }
  return out;
}

std::string annotation(const RecordedCase& one, const std::string& file) {
  const bool surprise = one.outcome() == Outcome::unexpectedSuccess;
  std::string place;
  if (!file.empty()) {
    place = fmt::format("file={},line={},", inCommand(inOneLine(file), true),
                        std::max(1, one.place.line));
  }
  return fmt::format("::{} {}title={}::{}\n", surprise ? "warning" : "error", place,
                     inCommand(shortId(one.id), true), inCommand(messageOf(one), false));
}

std::string summaryHeading(const RunRecord& run) {
  const auto problem = run.problem();
  auto text = fmt::format(
      "\n\n## trial-dist: {}\n\n"
      "| tests | passed | failed | errors | skipped | expected failures | unexpected successes | "
      "not run | time |\n"
      "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
      "| {} | {} | {} | {} | {} | {} | {} | {} | {:.1f} s |\n\n",
      run.failed() ? "failed" : "passed", run.cases().size(), run.count(Outcome::passed),
      run.count(Outcome::failed), run.count(Outcome::error), run.count(Outcome::skipped),
      run.count(Outcome::expectedFailure), run.count(Outcome::unexpectedSuccess),
      run.count(Outcome::notRun), run.seconds());
  if (!problem.empty()) text += fmt::format("**{}**\n\n", problem);
  return text;
}

}  // namespace

std::string githubSummary(const RunRecord& run, std::size_t before) {
  // What stands in front may lack the end of its line, which would make our heading a part of it.
  auto text = summaryHeading(run);
  if (before == 0) text.erase(0, 2);
  const auto most = std::min(mostOfSummary, mostOfStep - std::min(mostOfStep, before));
  if (text.size() + roomOfNote > most) return {};
  const auto failures = newestFailures(run);
  std::size_t shown = 0;
  for (const auto* one : failures) {
    const auto more = section(*one);
    if (text.size() + more.size() + roomOfNote > most) break;
    text += more;
    ++shown;
  }
  if (shown < failures.size())
    text += fmt::format("{} more failures are left out.\n", failures.size() - shown);
  return text;
}

std::string githubAnnotations(const RunRecord& run,
                              const std::function<std::string(const std::string& file)>& located) {
  std::string text;
  std::size_t count = 0;
  if (const auto problem = run.problem(); !problem.empty()) {
    text += fmt::format("::error title=trial-dist::{}\n", inCommand(problem, false));
    ++count;
  }
  for (const auto* one : newestFailures(run)) {
    if (count++ == mostAnnotations) break;
    const auto& file = one->place.file;
    text += annotation(*one, file.empty() ? file : located(file));
  }
  return text;
}

}  // namespace trial
