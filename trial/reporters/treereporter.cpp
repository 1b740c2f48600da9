#include <trial/treereporter.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <trial/reporters/textline.hpp>

namespace trial {

namespace {

/// What is before `at` and what behind it; npos: nothing is before.
std::pair<std::string, std::string> partsAt(const std::string& text, std::size_t at) {
  if (at == std::string::npos) return {"", text};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// The last dot that is neither in the types of a class, `Tests<std.string>`, nor in the value of a
/// test, `test_square[1.5]`, which is the last of an id and may hold anything.
std::size_t lastDot(std::string_view id) {
  std::size_t last = std::string_view::npos;
  int depth = 0;
  for (std::size_t i = 0; i < id.size(); ++i) {
    switch (id[i]) {
      case '<': ++depth; break;
      case '>': depth -= depth > 0 ? 1 : 0; break;
      case '[':
        if (depth == 0) return last;
        break;
      case '.':
        if (depth == 0) last = i;
        break;
      default: break;
    }
  }
  return depth == 0 ? last : id.rfind('.');  // no brackets but a letter like others
}

/// What parts the suite of a program's case from the case, which is a native one if it is named
/// `module.Class.method`.
std::size_t lastInside(std::string_view inside) {
  const auto slash = inside.rfind('/');
  if (slash != std::string_view::npos) return slash;
  const auto dot = lastDot(inside);
  const bool native =
      dot != std::string_view::npos && lastDot(inside.substr(0, dot)) != std::string_view::npos &&
      inside.substr(0, inside.find_first_of("<[")).find(' ') == std::string_view::npos;
  return native ? dot : std::string_view::npos;
}

/// Where the framework's own name of a foreign case begins; npos if it is none.
std::size_t foreignName(const std::string& testID) {
  const auto at = testID.find("::");
  return at == std::string::npos ? at : at + 2;
}

}  // namespace

bool supportsColors(bool terminal, const char* term, const char* noColor) {
  if (!terminal || term == nullptr || (noColor != nullptr && *noColor != '\0')) return false;
  const std::string_view name = term;
  constexpr std::array<std::string_view, 6> colorless = {"",      "dumb",  "unknown",
                                                         "vt100", "vt102", "vt220"};
  return std::find(colorless.begin(), colorless.end(), name) == colorless.end();
}

TreeReporter::TreeReporter(std::ostream& out, std::string tbformat, bool realtime,
                           LogPublisher* publisher)
    : Reporter(out, std::move(tbformat), realtime, publisher),
      colored_(
          supportsColors(stream().isTerminal(), std::getenv("TERM"), std::getenv("NO_COLOR"))) {}

std::vector<std::string> TreeReporter::_getPreludeSegments(const std::string& testID) {
  std::vector<std::string> segments;
  if (const auto name = foreignName(testID); name != std::string::npos) {
    segments.push_back(testID.substr(0, name - 2));
    const auto inside = testID.substr(name);
    auto suite = partsAt(inside, lastInside(inside)).first;
    if (!suite.empty()) segments.push_back(std::move(suite));
    return segments;
  }
  const auto path = partsAt(testID, lastDot(testID)).first;
  auto [module, className] = partsAt(path, lastDot(path));
  if (!module.empty()) segments.push_back(std::move(module));
  if (!className.empty()) segments.push_back(std::move(className));
  return segments;
}

std::string TreeReporter::getDescription(const std::string& testID) {
  const auto name = foreignName(testID);
  if (name == std::string::npos) return partsAt(testID, lastDot(testID)).second;
  const auto inside = testID.substr(name);
  return partsAt(inside, lastInside(inside)).second;
}

void TreeReporter::_testPrelude(const std::string& testID) {
  auto segments = _getPreludeSegments(testID);
  const auto same = static_cast<std::size_t>(
      std::mismatch(segments.begin(), segments.end(), lastTest_.begin(), lastTest_.end()).first -
      segments.begin());
  for (auto level = same; level < segments.size(); ++level) {
    for (std::size_t i = 0; i < level; ++i) _write(indent);
    _writeln(inOneLine(segments[level]));
  }
  lastTest_ = std::move(segments);
}

void TreeReporter::startTest(const TestPtr& test) {
  const auto id = test->id();
  _testPrelude(id);
  std::string line;
  for (std::size_t i = 0; i < lastTest_.size(); ++i) line += indent;
  _write(line + inOneLine(getDescription(id)) + " ... ");
  Reporter::startTest(test);
}

void TreeReporter::addSuccess(const TestPtr& test) {
  Reporter::addSuccess(test);
  endLine("[OK]", Color::green);
}

void TreeReporter::addError(const TestPtr& test, const Failure& error) {
  Reporter::addError(test, error);
  endLine("[ERROR]", Color::red);
}

void TreeReporter::addFailure(const TestPtr& test, const Failure& failure) {
  Reporter::addFailure(test, failure);
  endLine("[FAIL]", Color::red);
}

void TreeReporter::addExpectedFailure(const TestPtr& test, const Failure& failure,
                                      const std::optional<Todo>& todo) {
  Reporter::addExpectedFailure(test, failure, todo);
  endLine("[TODO]", Color::blue);
}

void TreeReporter::addUnexpectedSuccess(const TestPtr& test, const std::optional<Todo>& todo) {
  Reporter::addUnexpectedSuccess(test, todo);
  endLine("[SUCCESS!?!]", Color::red);
}

void TreeReporter::addSkip(const TestPtr& test, const std::string& reason) {
  Reporter::addSkip(test, reason);
  endLine("[SKIPPED]", Color::blue);
}

void TreeReporter::_write(std::string_view text) {
  currentWidth_ = columnsOf(text);
  Reporter::_write(text);
}

void TreeReporter::endLine(std::string_view message, Color color) {
  // currentWidth_ is not reset, so that a second result of the test gets the same padding (REP-20).
  const auto used = currentWidth_ + message.size();
  const auto wanted = stream().columns();
  if (used < wanted) stream().write(std::string(wanted - used, ' '));
  writeColored(message, color);
  stream().write("\n");
}

void TreeReporter::writeColored(std::string_view text, Color color) {
  if (!colored_) return stream().write(text);
  stream().write(fmt::format("\x1b[{};1m{}\x1b[0m", static_cast<int>(color), text));
}

void TreeReporter::_printSummary() {
  if (wasSuccessful()) {
    writeColored("PASSED", Color::green);
  } else {
    writeColored("FAILED", Color::red);
  }
  _writeln(_getSummary());
}

}  // namespace trial
