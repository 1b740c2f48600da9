#include <trial/programs/settings/programsettings.hpp>

#include <algorithm>
#include <array>
#include <string_view>

#include <trial/running/environment.hpp>

namespace trial::frameworks {

namespace {

ProgramSettings& current() {
  static ProgramSettings settings;
  return settings;
}

bool isForFrameworks(std::string_view name) {
  constexpr std::string_view prefixes[] = {"GTEST_", "BOOST_TEST_"};
  // Bazel's, which GoogleTest and Catch2 read.
  constexpr std::string_view names[] = {"BAZEL_TEST",
                                        "TESTBRIDGE_TEST_ONLY",
                                        "TESTBRIDGE_TEST_RUNNER_FAIL_FAST",
                                        "TEST_PREMATURE_EXIT_FILE",
                                        "TEST_RANDOM_SEED",
                                        "TEST_SHARD_INDEX",
                                        "TEST_SHARD_STATUS_FILE",
                                        "TEST_TOTAL_SHARDS",
                                        "TEST_WARNINGS_OUTPUT_FILE",
                                        "XML_OUTPUT_FILE"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names) ||
         std::any_of(std::begin(prefixes), std::end(prefixes),
                     [name](auto prefix) { return name.starts_with(prefix); });
}

// As Meson sets them for tests.
constexpr std::pair<const char*, const char*> sanitizers[] = {
    {"ASAN_OPTIONS", "halt_on_error=1:abort_on_error=1:print_summary=1"},
    {"UBSAN_OPTIONS", "halt_on_error=1:abort_on_error=1:print_summary=1:print_stacktrace=1"},
    {"MSAN_OPTIONS", "halt_on_error=1:abort_on_error=1:print_summary=1:print_stacktrace=1"},
};

}  // namespace

const ProgramSettings& programSettings() noexcept { return current(); }

void setProgramSettings(ProgramSettings settings) { current() = std::move(settings); }

reactor::Environment programEnvironment() {
  auto environment = runEnvironment();
  std::erase_if(environment, [](const auto& entry) { return isForFrameworks(entry.first); });
  for (const auto& [name, value] : sanitizers) environment.try_emplace(name, value);
  const auto& folder = current().temporaryFolder;
  if (!folder.empty()) environment["TMPDIR"] = folder.string();
  for (const auto& [name, value] : current().variables) environment[name] = value;
  return environment;
}

bool isSetByUser(std::string_view variable) {
  const auto& variables = current().variables;
  return std::any_of(variables.begin(), variables.end(),
                     [variable](const auto& entry) { return entry.first == variable; });
}

Command withUserArguments(const Framework& framework, Command command) {
  if (!framework.takesArguments()) return command;
  const auto& arguments = current().arguments;
  command.args.insert(command.args.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace trial::frameworks
