#include <trial/options.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <getopt.h>

#include <fmt/format.h>
#include <trial/commandline/optiontable.hpp>
#include <trial/commandline/optionvalues.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/reporters.hpp>

namespace trial {

namespace {

/// The code by which getopt_long returns the first option; codes of letters are smaller.
constexpr int firstCode = 256;

/// Whether the option takes a value, as getopt_long is told.
int argumentOf(const OptionSpec& option) {
  if (option.value == nullptr) return no_argument;
  return option.valueOptional ? optional_argument : required_argument;
}

/// Reads a command line that may contain those options of the table for which `knows` is true.
class Parser {
 public:
  explicit Parser(bool (*knows)(const OptionSpec&)) {
    for (const auto& option : optionTable()) {
      if (knows(option)) known_.push_back(&option);
    }
    // '-': getopt_long returns names in their order, so that options may follow them even if
    // POSIXLY_CORRECT is set.
    letters_ = "-:";
    for (const auto* option : known_) {
      if (option->letter == 0) continue;
      letters_ += option->letter;
      if (option->value != nullptr) letters_ += ':';
    }
    nameTrialsPrefixes();
    for (const auto& [name, code] : names_) {
      longOptions_.push_back({name.c_str(), argumentOf(*find(code)), nullptr, code});
    }
    longOptions_.push_back({nullptr, 0, nullptr, 0});
  }

  [[nodiscard]] Options parse(const std::vector<std::string>& arguments) const {
    Options options;
    auto words = arguments;
    std::string program;
    std::vector<char*> argv = {program.data()};
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const auto argc = static_cast<int>(argv.size()) - 1;
    ::opterr = 0;
    ::optind = 0;  // for glibc: start again
    for (;;) {
      // The index of the word that is read now. optind stays on it while short options are joined.
      const auto place = static_cast<std::size_t>(std::max(::optind, 1));
      const int code =
          ::getopt_long(argc, argv.data(), letters_.c_str(), longOptions_.data(), nullptr);
      if (code == -1) break;
      if (code == 1) {
        options.tests.emplace_back(::optarg);
        continue;
      }
      if (code == '?') refuse(arguments.at(place - 1), ::optopt);
      if (code == ':') missValue(arguments.at(place - 1), ::optopt);
      find(code)->binding.apply(options, ::optarg);
      if (options.action != Options::Action::run) return options;
    }
    for (int i = ::optind; i < argc; ++i)
      options.tests.emplace_back(argv[static_cast<std::size_t>(i)]);
    options.namesTests = options.namesTests || !options.tests.empty();
    return options;
  }

 private:
  /// The number of known options that begin with `prefix` and for which `counts` is true.
  template <class Counts>
  [[nodiscard]] auto countBeginningWith(std::string_view prefix, Counts counts) const {
    return std::count_if(known_.begin(), known_.end(), [&](const OptionSpec* option) {
      return counts(*option) && std::string_view(option->name).starts_with(prefix);
    });
  }

  /// Fills names_ with all names. A prefix that would be unique if there were only trial's options
  /// becomes a name of its own, because getopt_long would call it ambiguous.
  void nameTrialsPrefixes() {
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const std::string_view name = known_[i]->name;
      names_.emplace_back(name, firstCode + static_cast<int>(i));
      if (!known_[i]->trials) continue;
      for (std::size_t length = 1; length < name.size(); ++length) {
        const auto prefix = name.substr(0, length);
        const auto ofTrial =
            countBeginningWith(prefix, [](const OptionSpec& option) { return option.trials; });
        const auto ofAll = countBeginningWith(prefix, [](const OptionSpec&) { return true; });
        if (ofTrial == 1 && ofAll > 1) names_.emplace_back(prefix, firstCode + static_cast<int>(i));
      }
    }
  }

  [[nodiscard]] const OptionSpec* find(int code) const {
    if (code >= firstCode) return known_.at(static_cast<std::size_t>(code - firstCode));
    return *std::find_if(known_.begin(), known_.end(),
                         [code](const auto* option) { return option->letter == code; });
  }

  /// Throws the reason why getopt_long did not accept `word`.
  [[noreturn]] void refuse(const std::string& word, int code) const {
    if (!word.starts_with("--")) {
      throw UsageError(fmt::format("option -{} not recognized", static_cast<char>(code)));
    }
    const auto name = word.substr(2, word.find('=') - 2);
    if (code >= firstCode) {
      throw UsageError(fmt::format("option --{} must not have an argument", find(code)->name));
    }
    const bool known = countBeginningWith(name, [](const OptionSpec&) { return true; }) > 0;
    throw UsageError(
        fmt::format("option --{} {}", name, known ? "not a unique prefix" : "not recognized"));
  }

  [[noreturn]] void missValue(const std::string& word, int code) const {
    if (word.starts_with("--")) {
      throw UsageError(fmt::format("option --{} requires argument", find(code)->name));
    }
    throw UsageError(fmt::format("option -{} requires argument", static_cast<char>(code)));
  }

  std::vector<const OptionSpec*> known_;
  std::vector<std::pair<std::string, int>> names_;
  std::string letters_;
  std::vector<::option> longOptions_;
};

void checkTogether(const Options& options) {
  if (findReporter(options.reporter) == nullptr) {
    throw UsageError(
        "Only pass names of Reporter plugins to --reporter. See --help-reporters for more info.");
  }
  if (options.replay && options.list) {
    throw UsageError("You can't specify --replay when using --list");
  }
  if (options.replay && options.tests.empty()) {
    throw UsageError("--replay needs the name of an event log");
  }
  if (options.order && options.random) {
    throw UsageError("You can't specify --random when using --order");
  }
  if (options.jobs) {
    const std::array<std::pair<const char*, bool>, 3> conflicts = {{
        {"debug", options.debug},
        {"profile", options.profile},
        {"debug-stacktraces", options.debugStacktraces},
    }};
    for (const auto& [name, given] : conflicts) {
      if (given) {
        throw UsageError(fmt::format("You can't specify --{} when using --jobs", name));
      }
    }
  }
  if (options.nativeLongestFirst && (options.order || options.random)) {
    throw UsageError(fmt::format("You can't specify --schedule when using --{}",
                                 options.order ? "order" : "random"));
  }
  if (options.batchSize > 0 && options.isolation.value_or(Isolation::batch) != Isolation::batch) {
    throw UsageError("You can't specify --batch-size when using --isolation");
  }
  if (options.nopm && !options.debug) {
    throw UsageError("You must specify --debug when using --nopm ");
  }
  if (options.profile) {
    throw UsageError(
        "--profile is not available; run the tests under perf or a profiler of your choice");
  }
}

}  // namespace

std::filesystem::path Options::coverdir() const {
  if (ofWorker) return "coverage";
  return fromRunFolder(tempDirectory) / "coverage";
}

std::vector<std::string> Options::_getWorkerArguments() const {
  std::vector<const OptionSpec*> passedOn;
  for (const auto& option : optionTable()) {
    if (option.inWorker.place) passedOn.push_back(&option);
  }
  std::stable_sort(passedOn.begin(), passedOn.end(), [](const auto* a, const auto* b) {
    return a->inWorker.place < b->inWorker.place;
  });
  std::vector<std::string> arguments;
  for (const auto* option : passedOn) {
    for (auto& text : option->binding.texts(*this)) {
      arguments.push_back(fmt::format("--{}", option->name));
      if (option->value != nullptr) arguments.push_back(std::move(text));
    }
  }
  return arguments;
}

RunSettings Options::settings(std::ostream& output) const {
  auto settings = static_cast<const RunSettings&>(*this);
  settings.reporterFactories = {findReporter(reporter)->factory};
  settings.stream = &output;
  settings.workerArguments = _getWorkerArguments();
  settings.keepOrder = order || random;
  if (dryRun) {
    settings.mode = Mode::dryRun;
    settings.jobs.reset();  // nothing is run that a worker could run (CLI-06)
  } else if (debug && !nopm) {
    settings.mode = Mode::debug;
  }
  return settings;
}

Options parseOptions(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    Options options;
    options.action = Options::Action::help;
    return options;
  }
  auto options = Parser([](const OptionSpec&) { return true; }).parse(arguments);
  if (options.action != Options::Action::run) return options;
  checkTogether(options);
  return options;
}

Options parseWorkerOptions(const std::vector<std::string>& arguments) {
  auto options =
      Parser([](const OptionSpec& option) { return option.inWorker.accepted; }).parse(arguments);
  if (!options.tests.empty()) {
    throw UsageError(fmt::format("a worker is told its tests, not given {} as an argument",
                                 options.tests.front()));
  }
  options.ofWorker = true;
  return options;
}

int _autoJobs() { return optionvalues::processors(); }

}  // namespace trial
