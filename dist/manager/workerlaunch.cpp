#include <dist/workerlaunch.hpp>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <reactor/spawn/findinpath.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/running/environment.hpp>

namespace dist {

namespace {

constexpr const char* guard = "TRIAL_DIST_WORKER";

bool isAWorker = false;

reactor::Environment workerEnvironment() {
  auto environment = trial::runEnvironment();
  environment[guard] = "1";
  environment["TRIAL_PATH"] = trial::workerModulePath();
  return environment;
}

/// The name that the process shows in a list of processes.
std::string nameOf(const std::filesystem::path& executable) {
  return executable == reactor::ownProgram ? reactor::ownProgramName() : executable.string();
}

}  // namespace

WorkerLaunch WorkerLaunch::ofProgram(const std::filesystem::path& executable,
                                     const std::vector<std::string>& arguments,
                                     AmpDescriptors descriptors) {
  WorkerLaunch launch{
      .executable = executable.string(),
      .args = {nameOf(executable), "--worker"},
      .env = workerEnvironment(),
      .childFDs = {{0, 'w'},
                   {1, 'r'},
                   {2, 'r'},
                   {descriptors.toWorker, 'w'},
                   {descriptors.fromWorker, 'r'}},
      .options = {.ownGroup = true,
                  .parentDeathSignal = SIGKILL,
                  .guarded = true,
                  .usesTerminal = true},
  };
  launch.args.insert(launch.args.end(), arguments.begin(), arguments.end());
  return launch;
}

void WorkerLaunch::start(const Spawner& spawner,
                         const std::shared_ptr<reactor::ProcessProtocol>& protocol) const {
  spawner(protocol, executable, args, env, std::nullopt, std::nullopt, std::nullopt, false,
          childFDs, options);
}

void thisProgramIsAWorker() noexcept { isAWorker = true; }

std::filesystem::path workerExecutable() {
  if (isAWorker) return reactor::ownProgram;
  if (auto found = reactor::findInPath("trial-dist", reactor::ownPath()); !found.file.empty())
    return std::move(found.file);
  throw std::runtime_error(
      "there is no program to be the worker: trial-dist is not in PATH, and this program's main "
      "does not know --worker");
}

bool startedAsWorker() noexcept { return std::getenv(guard) != nullptr; }

}  // namespace dist
