/// WarmProcesses: a host whose processes are copies of one that waits at the entry of its `main`.
#pragma once

#include <memory>

#include <sys/types.h>

#include <trial/programs/run/host.hpp>

namespace trial::frameworks {

/// The first process of a program in this worker is an ordinary one, and leaves the warm process
/// behind. A program that cannot be kept warm is started anew each time; the log says why, once.
class WarmProcesses final : public ICaseHost {
 public:
  /// `spawner` outlives it.
  explicit WarmProcesses(reactor::IReactorProcess& spawner) : spawner_(spawner) {}
  [[nodiscard]] std::size_t start(const Program& program, std::span<const std::string> cases,
                                  std::shared_ptr<ProcessReader> process) override;

 private:
  reactor::IReactorProcess& spawner_;
};

/// The host that the settings of programs ask for. `spawner` outlives it.
[[nodiscard]] std::unique_ptr<ICaseHost> makeCaseHost(reactor::IReactorProcess& spawner);

/// Counts a failure of the program in a copy that is to be looked at again; false if it is none of
/// the first three, and the program is still kept warm.
[[nodiscard]] bool takeDoubt(const Program& program);
/// The program does otherwise in copies: it is started anew from now on, and the log says why.
/// `reason`: the end of a sentence about it.
void keepWarmNoLonger(const Program& program, std::string reason);

/// Whether this child of the process is a warm process, which no case has started.
[[nodiscard]] bool isWarm(pid_t pid);
/// Ends all warm processes.
void endWarmProcesses() noexcept;

}  // namespace trial::frameworks
