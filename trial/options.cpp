#include <trial/options.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string_view>
#include <utility>

#include <getopt.h>
#include <sched.h>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/names.hpp>
#include <trial/orders.hpp>
#include <trial/reporters.hpp>
#include <trial/testmodules.hpp>

namespace trial {

namespace {

/// The one table: what is parsed, and what the help says.
struct Option {
  const char* name;
  /// 0: it has none.
  char letter;
  bool takesValue;
  const char* help;
  void (*apply)(Options& options, const char* value);
};

/// Blanks around, a sign, digits; as Python reads an integer.
std::optional<long long> readInteger(std::string_view text) {
  constexpr auto blanks = " \t\n\r\f\v";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return std::nullopt;
  text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void setJobs(Options& options, const char* value) {
  if (std::string_view(value) == "auto") {
    options.jobs = _autoJobs();
    return;
  }
  const auto number = readInteger(value);
  if (!number || *number > 1'000'000) {
    throw UsageError(fmt::format("Expecting integer argument to jobs, got {}",
                                 reactor::repr(std::string_view(value))));
  }
  if (*number < 1)
    throw UsageError("Argument to jobs must be a strictly positive integer or 'auto'");
  options.jobs = static_cast<int>(*number);
}

void setOrder(Options& options, const char* value) {
  if (findOrder(value) == nullptr) {
    std::string known;
    for (const auto& order : orders()) {
      known += (known.empty() ? "" : ", ") + reactor::repr(order.name);
    }
    throw UsageError(
        fmt::format("--order must be one of: {}. See --help-orders for details", known));
  }
  options.order = value;
}

void setRandom(Options& options, const char* value) {
  const auto number = readInteger(value);
  if (!number || *number < 0) {
    throw UsageError("Argument to --random must be a positive integer");
  }
  constexpr int perSecond = 100;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  options.random =
      *number != 0
          ? static_cast<std::uint64_t>(*number)
          : static_cast<std::uint64_t>(std::chrono::duration<double>(now).count() * perSecond);
}

void addTestModule(Options& options, const char* value) {
  if (!std::filesystem::is_regular_file(fromRunFolder(value))) {
    std::cerr << fmt::format("File {} doesn't exist\n", reactor::repr(std::string_view(value)));
    return;
  }
  if (isTestFile(value)) {
    // With a '/' it is a path, whatever else has this name.
    options.tests.push_back((std::filesystem::path(value).has_parent_path() ? "" : "./") +
                            std::string(value));
    return;
  }
  for (auto& name : getTestModules(value)) options.tests.push_back(std::move(name));
}

constexpr std::array<Option, 13> table = {{
    {"dry-run", 'n', false, "do everything but run the tests",
     [](Options& options, const char*) { options.dryRun = true; }},
    {"help", 'h', false, "print this and exit",
     [](Options& options, const char*) { options.action = Options::Action::help; }},
    {"jobs", 'j', true,
     "how many worker processes run the tests; auto: as many as there are usable processors",
     setJobs},
    {"no-recurse", 'N', false, "do not descend into packages inside a package",
     [](Options& options, const char*) { options.recurse = false; }},
    {"order", 'o', true,
     "how modules, classes and tests are sorted: alphabetical or toptobottom [default: by name, "
     "and test programs in their own order]",
     setOrder},
    {"random", 'z', true,
     "run the tests in an order that depends on this number; 0: one from the clock", setRandom},
    {"reporter", 0, true,
     "how the run is told: verbose, bwverbose, summary or text [default: verbose]",
     [](Options& options, const char* value) { options.reporter = value; }},
    {"rterrors", 'e', false, "print tracebacks also as soon as they occur",
     [](Options& options, const char*) { options.rterrors = true; }},
    {"temp-directory", 0, true, "the working folder of the tests [default: _trial_temp]",
     [](Options& options, const char* value) { options.tempDirectory = value; }},
    {"testmodule", 0, true,
     "a source whose tests are run: test_*.cpp itself, or the modules that one of the first two "
     "lines of another names as -*- test-case-name: a,b -*-",
     addTestModule},
    {"unclean-warnings", 0, false, "what a test leaves in the reactor is a warning, not an error",
     [](Options& options, const char*) { options.uncleanWarnings = true; }},
    {"until-failure", 'u', false, "repeat the tests until one fails",
     [](Options& options, const char*) { options.untilFailure = true; }},
    {"version", 0, false, "print the version and exit",
     [](Options& options, const char*) { options.action = Options::Action::version; }},
}};

/// What getopt_long returns for the option at this place of the table; letters stay below.
constexpr int firstCode = 256;

std::string shortOptions() {
  // '-': names are given in their order, so that options may follow them whatever POSIXLY_CORRECT
  // says.
  std::string text = "-:";
  for (const auto& option : table) {
    if (option.letter == 0) continue;
    text += option.letter;
    if (option.takesValue) text += ':';
  }
  return text;
}

std::vector<::option> longOptions() {
  std::vector<::option> all;
  int code = firstCode;
  for (const auto& option : table) {
    all.push_back(
        {option.name, option.takesValue ? required_argument : no_argument, nullptr, code++});
  }
  all.push_back({nullptr, 0, nullptr, 0});
  return all;
}

const Option* findOption(int code) {
  if (code >= firstCode) return &table.at(static_cast<std::size_t>(code - firstCode));
  const auto found = std::find_if(table.begin(), table.end(), [code](const auto& option) {
    return option.letter != 0 && option.letter == code;
  });
  return found == table.end() ? nullptr : &*found;
}

/// Why getopt_long did not take `word`.
[[noreturn]] void refuse(const std::string& word, int code) {
  if (!word.starts_with("--")) {
    throw UsageError(fmt::format("option -{} not recognized", static_cast<char>(code)));
  }
  const auto name = word.substr(2, word.find('=') - 2);
  if (code >= firstCode) {
    throw UsageError(fmt::format("option --{} must not have an argument", findOption(code)->name));
  }
  const bool known = std::any_of(table.begin(), table.end(), [&name](const auto& option) {
    return std::string_view(option.name).starts_with(name);
  });
  throw UsageError(
      fmt::format("option --{} {}", name, known ? "not a unique prefix" : "not recognized"));
}

[[noreturn]] void missValue(const std::string& word, int code) {
  if (word.starts_with("--")) {
    throw UsageError(fmt::format("option --{} requires argument", findOption(code)->name));
  }
  throw UsageError(fmt::format("option -{} requires argument", static_cast<char>(code)));
}

void checkTogether(const Options& options) {
  if (options.order && options.random) {
    throw UsageError("You can't specify --random when using --order");
  }
  if (findReporter(options.reporter) == nullptr) {
    throw UsageError(
        "Only pass names of Reporter plugins to --reporter. See --help-reporters for more info.");
  }
}

/// `text` in lines of at most `width`, the later ones indented by `indent`.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (column > 0 && column + 1 + end > width) {
      out += "\n" + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

Options parseOptions(const std::vector<std::string>& arguments) {
  Options options;
  if (arguments.empty()) {
    options.action = Options::Action::help;
    return options;
  }
  auto words = arguments;
  std::string program;
  std::vector<char*> argv = {program.data()};
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto argc = static_cast<int>(argv.size()) - 1;
  const auto letters = shortOptions();
  const auto names = longOptions();
  ::opterr = 0;
  ::optind = 0;  // glibc: begin anew
  for (;;) {
    // The word that is read now: optind may stay on it (joined short options) or go past it.
    const auto place = static_cast<std::size_t>(std::max(::optind, 1));
    const int code = ::getopt_long(argc, argv.data(), letters.c_str(), names.data(), nullptr);
    if (code == -1) break;
    if (code == 1) {
      options.tests.emplace_back(::optarg);
      continue;
    }
    if (code == '?') refuse(arguments.at(place - 1), ::optopt);
    if (code == ':') missValue(arguments.at(place - 1), ::optopt);
    findOption(code)->apply(options, ::optarg);
    if (options.action != Options::Action::run) return options;
  }
  for (int i = ::optind; i < argc; ++i)
    options.tests.emplace_back(argv[static_cast<std::size_t>(i)]);
  checkTogether(options);
  return options;
}

std::string helpText(const std::string& program) {
  constexpr std::size_t width = 79;
  constexpr std::size_t column = 26;
  std::string text = fmt::format(
      "{} [options] [[file|package|module|TestCase|testmethod]...]\n\nOptions:\n", program);
  for (const auto& option : table) {
    const auto letter =
        option.letter != 0 ? fmt::format("-{}, ", option.letter) : std::string(4, ' ');
    const auto name = fmt::format("  {}--{}{}", letter, option.name, option.takesValue ? "=" : "");
    text += fmt::format("{:<{}}{}\n", name, column, wrapped(option.help, width - column, column));
  }
  text += "\n";
  text += wrapped(
      "A name is a test module, a class or a test in it (test_math.MathTests.test_addition), a "
      "package, the path of one of these, or the path of a test program of another framework; what "
      "follows :: after a program is a suite, a case or a glob of them.",
      width, 0);
  text += "\n";
  return text;
}

int _autoJobs() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return 1;
  return std::max(1, CPU_COUNT(&usable));
}

}  // namespace trial
