/// WorkerLaunch: how the process of a worker is started on this machine.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <dist/detail/spawner.hpp>
#include <dist/dist.hpp>
#include <reactor/api.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/protocol.hpp>

namespace dist {

/// All that a spawner is told of a worker's process.
struct TRIAL_DIST_API WorkerLaunch {
  std::string executable;
  /// Beginning with the program's own name.
  std::vector<std::string> args;
  reactor::Environment env;
  reactor::ChildFDs childFDs;
  reactor::SpawnOptions options;

  /// `executable --worker arguments...` with AMP on `descriptors` and the environment of this
  /// process, in a process group of its own; it does not outlive this process (POOL-08).
  [[nodiscard]] static WorkerLaunch ofProgram(const std::filesystem::path& executable,
                                              const std::vector<std::string>& arguments,
                                              AmpDescriptors descriptors = {});
  void start(const Spawner& spawner,
             const std::shared_ptr<reactor::ProcessProtocol>& protocol) const;
};

/// The program that can be a worker: this one, if `thisProgramIsAWorker` was called, else the
/// installed `trial-dist`. `std::runtime_error` if there is none.
[[nodiscard]] TRIAL_DIST_API std::filesystem::path workerExecutable();
/// Called by a `main` that understands `--worker`.
TRIAL_DIST_API void thisProgramIsAWorker() noexcept;
/// Whether this process was started as a worker.
[[nodiscard]] TRIAL_DIST_API bool startedAsWorker() noexcept;

}  // namespace dist
