#include "goldentext.hpp"

#include <map>
#include <regex>
#include <sstream>

namespace golden {

namespace {

constexpr auto token = "<traceback> ";

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string withoutFrames(const std::string& text) {
  static const std::regex brief(
      R"(^Traceback( \(failure with no frames\))?: <(class ')?([\w.]+)'?>)");
  static const std::regex briefFrame(R"(^\S+:\d+:.*)");
  constexpr std::string_view plain = "Traceback (most recent call last):";
  std::string result;
  const auto lines = linesOf(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& line = lines[i];
    std::smatch match;
    if (line.ends_with(plain)) {
      result += line.substr(0, line.size() - plain.size()) + token;
      while (i + 1 < lines.size() && lines[i + 1].starts_with("  ")) ++i;
      if (i + 1 == lines.size()) break;
      const auto& last = lines[++i];
      result += last.starts_with("Failure: ") ? last.substr(std::string("Failure: ").size()) : last;
    } else if (std::regex_search(line, match, brief)) {
      result += token + match[3].str() + match.suffix().str();
      while (i + 1 < lines.size() && std::regex_match(lines[i + 1], briefFrame)) ++i;
    } else if (line.starts_with("*--- Failure #")) {
      while (i + 1 < lines.size() && !lines[i + 1].starts_with(" [Capture of Locals")) ++i;
      i += 2;
      result += token + (i < lines.size() ? lines[i] : "");
    } else if (line.starts_with("*--- End of Failure #")) {
      continue;
    } else {
      result += line;
    }
    result += '\n';
  }
  return result;
}

/// The exceptions of the Python suite, and what the ported one throws.
const std::map<std::string, std::string> classes = {
    {"RuntimeError", "std.runtime_error"},
    {"KeyError", "std.out_of_range"},
    {"ZeroDivisionError", "std.domain_error"},
    {"ModuleNotFoundError", "trial.ModuleError"},
    {"KeyboardInterrupt", "trial.KeyboardInterrupt"},
    {"twisted.trial.unittest.FailTest", "trial.FailTest"},
    {"twisted.trial.unittest.SkipTest", "trial.SkipTest"},
    {"twisted.trial.util.DirtyReactorAggregateError", "trial.DirtyReactorAggregateError"},
    {"twisted.internet.defer.TimeoutError", "reactor.TimeoutError"},
    {"twisted.python.reflect.ModuleNotFound", "trial.ModuleNotFound"},
    {"twisted.python.reflect.ObjectNotFound", "trial.ObjectNotFound"},
};

std::string classHere(std::string name) {
  if (name.starts_with("builtins.")) name.erase(0, std::string("builtins.").size());
  const auto found = classes.find(name);
  return found == classes.end() ? name : found->second;
}

}  // namespace

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string comparable(std::string text) {
  replaceAll(text, std::string(70000, 'x'), "<70000 x>");  // first, a regex takes long for it
  text = withoutFrames(text);
  const auto replace = [&text](const char* pattern, const char* with) {
    text = std::regex_replace(text, std::regex(pattern), with);
  };
  replace(R"(0x[0-9a-f]+)", "<addr>");
  replace(R"((Ran \d+ tests in )[0-9.]+(e-\d+)?s)", "$1<secs>s");
  replace(R"(\([0-9.]+(e-\d+)? secs\))", "(<secs> secs)");
  replace(R"(\[[0-9.]+(e-\d+)?s\])", "[<secs>s]");
  replace(R"((^|\n)[0-9.]+(e-\d+)?( \d+ \d+ \d+ \d+ \d+\n))", "$1<secs>$3");
  replace(R"(\n    <source>\n)", "\n");
  replace(R"(\b(pid|process) \d+)", "$1 <pid>");
  // The place of a warning, and the program that a version is of.
  replace(R"(\S+: UserWarning: )", "<place>: UserWarning: ");
  replace(R"([\w-]+ version: [0-9.]+\n)", "<program> version: <version>\n");
  return text;
}

std::string recordedByTrial(const std::string& text) {
  auto result = comparable(text);
  const std::regex raised(std::string(token) + R"(([\w.]+))");
  std::string translated;
  std::sregex_iterator at(result.begin(), result.end(), raised);
  std::size_t done = 0;
  for (; at != std::sregex_iterator(); ++at) {
    translated += result.substr(done, static_cast<std::size_t>(at->position(1)) - done);
    translated += classHere((*at)[1]);
    done = static_cast<std::size_t>(at->position(1) + at->length(1));
  }
  translated += result.substr(done);
  // A function object has no name here.
  replaceAll(translated, " int()>", ">");
  // The dynamic linker's message about the module.
  replaceAll(translated, "No module named 'no_such_module_for_golden'",
             "<cwd>/sample/test_badimport.so: undefined symbol: _Z27no_such_function_for_goldenv");
  return translated;
}

std::string printedHere(std::string text, const std::filesystem::path& folder,
                        const std::string& program, const std::filesystem::path& modules) {
  replaceAll(text, program + ": ", "<argv0>: ");
  replaceAll(text, modules.string(), "<cwd>");
  replaceAll(text, std::filesystem::canonical(folder).string(), "<cwd>");
  return comparable(text);
}

}  // namespace golden
