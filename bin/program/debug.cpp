#include <bin/debug.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <stdlib.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/deferdebug.hpp>
#include <reactor/repr.hpp>
#include <reactor/spawn/findinpath.hpp>

namespace bin {

namespace {

/// The environment variable that marks the process in the debugger.
constexpr const char* debugged = "TRIAL_DIST_DEBUGGED";

}  // namespace

void _initialDebugSetup(const trial::Options& options) {
  if (options.debug || options.debugStacktraces) reactor::setDebugging(true);
}

std::optional<std::vector<std::string>> underDebugger(const std::string& debugger,
                                                      const std::vector<std::string>& command) {
  const auto program = reactor::findInPath(debugger, reactor::ownPath()).file;
  if (program.empty()) return std::nullopt;
  const bool isLldb = std::filesystem::path(debugger).filename().string().starts_with("lldb");
  std::vector<std::string> words = {program, isLldb ? "--" : "--args"};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

void startDebugger(const trial::Options& options, const std::vector<std::string>& arguments) {
  if (std::getenv(debugged) != nullptr) {
    ::unsetenv(debugged);
    return;
  }
  std::vector<std::string> command = {std::filesystem::read_symlink("/proc/self/exe").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  auto words = underDebugger(options.debugger, command);
  if (!words) {
    throw trial::UsageError(
        fmt::format("{} debugger could not be found.", reactor::repr(options.debugger)));
  }
  std::vector<char*> argv;
  for (auto& word : *words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::setenv(debugged, "1", 1);
  ::execv(argv.front(), argv.data());
  throw std::system_error(errno, std::generic_category(), "cannot run " + words->front());
}

}  // namespace bin
