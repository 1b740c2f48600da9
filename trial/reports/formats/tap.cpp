#include <trial/reports/formats/tap.hpp>

#include <fmt/format.h>

#include <trial/reporters/textline.hpp>
#include <trial/reports/excerpts.hpp>
#include <trial/reports/jsontext.hpp>

namespace trial {

namespace {

/// In one line, with the two characters escaped that mean something in it.
std::string inTap(const std::string& text) {
  std::string out;
  for (const char c : idInOneLine(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// A value of the block of YAML, which JSON is a part of.
std::string yamlValue(const std::string& text) {
  constexpr std::size_t most = std::size_t{64} << 10U;
  return Json(inUtf8(cutText(text, most))).dump();
}

/// What stands behind the number and the name.
std::string directive(const RecordedCase& one) {
  switch (one.outcome()) {
    case Outcome::passed:
    case Outcome::failed:
    case Outcome::error: break;
    case Outcome::expectedFailure:
    case Outcome::unexpectedSuccess: return " # TODO " + inTap(one.summary());
    case Outcome::skipped:
    case Outcome::notRun: return " # SKIP " + inTap(one.summary());
  }
  return {};
}

bool isOk(Outcome outcome) {
  return outcome != Outcome::failed && outcome != Outcome::error &&
         outcome != Outcome::expectedFailure;
}

/// The block of YAML behind a case; nothing if there is nothing to say in it, since prove refuses
/// an empty one.
std::string block(const RecordedCase& one) {
  std::string text;
  if (const auto details = one.details(); !details.empty())
    text += fmt::format("  message: {}\n", yamlValue(details));
  if (one.outcome() == Outcome::error) text += "  severity: error\n";
  if (one.outcome() == Outcome::failed) text += "  severity: fail\n";
  if (!one.place.file.empty()) {
    text += fmt::format("  file: {}\n  line: {}\n", yamlValue(one.place.file), one.place.line);
  }
  if (one.report.seconds) text += fmt::format("  duration_ms: {:.3f}\n", *one.report.seconds * 1e3);
  if (!one.report.out.empty()) text += fmt::format("  stdout: {}\n", yamlValue(one.report.out));
  if (!one.report.err.empty()) text += fmt::format("  stderr: {}\n", yamlValue(one.report.err));
  return text.empty() ? text : "  ---\n" + text + "  ...\n";
}

}  // namespace

std::string tapReport(const RunRecord& run) {
  // All of it is version 14, too, but prove refuses that number up to Perl 5.36 at least.
  auto text = fmt::format("TAP version 13\n1..{}\n", run.cases().size());
  int number = 0;
  for (const auto& one : run.cases()) {
    const auto outcome = one.outcome();
    text += fmt::format("{} {} - {}{}\n", isOk(outcome) ? "ok" : "not ok", ++number, inTap(one.id),
                        directive(one));
    if (outcome != Outcome::passed && outcome != Outcome::notRun) text += block(one);
  }
  if (const auto problem = run.problem(); !problem.empty())
    text += fmt::format("Bail out! {}\n", problem);
  return text;
}

}  // namespace trial
