#include <trial/programs/program.hpp>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/error.hpp>
#include <reactor/process/uniquefd.hpp>
#include <reactor/protocol.hpp>
#include <reactor/repr.hpp>
#include <trial/programs/adapters.hpp>
#include <trial/programs/common/startfailure.hpp>
#include <trial/programs/opaque/adapter.hpp>
#include <trial/programs/settings/configuration.hpp>
#include <trial/programs/settings/programsettings.hpp>

namespace trial::frameworks {

namespace {

std::shared_ptr<Program> programAt(const std::string& name, const std::filesystem::path& folder) {
  auto program = std::make_shared<Program>();
  program->name = name;
  program->file = folder / name;
  program->inOwnFolder = programSettings().inOwnFolder;
  program->folder = program->inOwnFolder ? program->file.parent_path() : folder;
  return program;
}

/// What a file is that is no program.
std::string_view notRunnableAs(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown)) return "a folder";
  if (!std::filesystem::is_regular_file(file, unknown)) return "no file but a device or the like";
  if (file.extension() == ".so") return "a shared module, not a program";
  return "not executable (chmod +x makes it so)";
}

/// For descriptor 0. A pipe whose other end we close would do as well, but programs that look find
/// this more usual.
reactor::UniqueFD openInput() {
  reactor::UniqueFD opened(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (opened.get() < 0) throw std::system_error(errno, std::generic_category(), "/dev/null");
  return opened;
}

}  // namespace

ProgramPtr openProgram(const std::string& name, const std::filesystem::path& folder) {
  auto program = programAt(name, folder);
  if (isRunnable(program->file)) program->framework = describedFrameworkOf(program->file, folder);
  if (program->framework != nullptr) return program;
  auto candidates = frameworksOf(program->file);
  if (candidates.empty()) return nullptr;
  program->framework = candidates.front().framework;
  program->dialect = candidates.front().dialect;
  if (candidates.size() > 1) program->candidates = std::move(candidates);
  return program;
}

ProgramPtr knownProgram(const std::string& name, const std::filesystem::path& folder,
                        std::string_view framework, std::string dialect) {
  for (const auto* known : frameworks()) {
    if (known->name() != framework) continue;
    auto program = programAt(name, folder);
    program->framework = known;
    program->dialect = std::move(dialect);
    return program;
  }
  return nullptr;
}

ProgramPtr openAsOneCase(const std::string& name, const std::filesystem::path& folder) {
  static const Opaque opaque;
  auto program = programAt(name, folder);
  if (!isRunnable(program->file)) {
    throw std::invalid_argument(fmt::format("{} cannot be run: it is {}", reactor::repr(name),
                                            notRunnableAs(program->file)));
  }
  program->framework = &opaque;
  return program;
}

bool isRunnable(const std::filesystem::path& file) {
  std::error_code unreadable;
  return std::filesystem::is_regular_file(file, unreadable) && file.extension() != ".so" &&
         ::access(file.c_str(), X_OK) == 0;
}

bool settleByList(const Program& program, const std::string& id, ReportedCase& reported) {
  if (!reported.dependsOnListing()) return true;
  const auto& notes = program.known->notes;
  if (!notes) return false;
  const auto note = notes->find(id);
  program.framework->settle(
      reported, note == notes->end() ? std::string_view() : std::string_view(note->second));
  reported.unsettled.clear();
  return true;
}

Callee calleeOf(const Program& program) {
  const auto& notes = program.known->notes;
  const bool isPath = program.name.find('/') != std::string::npos;
  return {program.inOwnFolder ? program.file.string()
          : isPath            ? program.name
                              : "./" + program.name,
          program.dialect, notes ? &*notes : nullptr};
}

void startProgram(reactor::IReactorProcess& spawner, const Program& program, Command command,
                  std::shared_ptr<reactor::ProcessProtocol> protocol, ProgramStart how) {
  const auto input = openInput();
  if (::access(fmt::format("/dev/fd/{}", input.get()).c_str(), R_OK) != 0) {
    throw std::system_error(errno, std::generic_category(),
                            "/dev/fd, by which programs report (is /proc mounted?)");
  }
  reactor::ChildFDs descriptors = {{0, input.get()}, {1, 'r'}, {2, 'r'}, {reportFD, 'r'}};
  for (const auto& [target, source] : how.descriptors) descriptors[target] = source;
  reactor::SpawnOptions options;
  options.ownGroup = true;
  options.parentDeathSignal = SIGKILL;
  options.usesTerminal = true;
  options.startedBy = std::move(how.startedBy);
  try {
    (void)spawner.spawnProcess(std::move(protocol), program.file.string(), std::move(command.args),
                               std::move(command.env), program.folder, std::nullopt, std::nullopt,
                               false, std::move(descriptors), std::move(options));
  } catch (const std::system_error& failed) {
    const auto why = whyNotStarted(program.file, failed.code());
    if (why.empty()) throw;
    throw std::system_error(failed.code(), why);
  }
}

bool isShortage(const std::exception& failedStart) {
  const auto* failed = dynamic_cast<const std::system_error*>(&failedStart);
  if (failed == nullptr) return false;
  const auto& code = failed->code();
  return code == std::errc::too_many_files_open ||
         code == std::errc::too_many_files_open_in_system ||
         code == std::errc::resource_unavailable_try_again || code == std::errc::not_enough_memory;
}

std::optional<double> pauseAfter(const std::exception& failedStart, int failedBefore) {
  constexpr int mostTries = 7;
  constexpr double firstPause = 0.02;  // each is twice as long as the one before
  const auto* failed = dynamic_cast<const std::system_error*>(&failedStart);
  const bool isBusy = failed != nullptr && failed->code() == std::errc::text_file_busy;
  if ((!isShortage(failedStart) && !isBusy) || failedBefore >= mostTries) return std::nullopt;
  return firstPause * (1 << failedBefore);
}

ProcessEnd processEnd(const reactor::Failure& reason) {
  if (const auto* ended = reason.as<reactor::ProcessTerminated>()) {
    return {ended->exitCode.value_or(0), ended->signal.value_or(0)};
  }
  return {};
}

}  // namespace trial::frameworks
