/// ICaseHost: starts the processes that run cases of a program.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <reactor/interfaces.hpp>
#include <trial/programs/program.hpp>

namespace trial::frameworks {

class ProcessReader;

class ICaseHost {
 public:
  virtual ~ICaseHost() = default;
  /// Starts a process for the first of `cases` (at least one), as many as it takes, and returns how
  /// many. `process` hears of it once the event loop runs again. Throws if it cannot be started.
  [[nodiscard]] virtual std::size_t start(const Program& program,
                                          std::span<const std::string> cases,
                                          std::shared_ptr<ProcessReader> process) = 0;
};

/// Does what `ICaseHost::start` says with a function that starts one process. While the system
/// refuses a command because it is too long, it is tried with fewer cases.
[[nodiscard]] std::size_t startCases(const Program& program, std::span<const std::string> cases,
                                     ProcessReader& process,
                                     const std::function<void(Command command)>& start);

/// Starts the program anew each time.
class FreshProcesses final : public ICaseHost {
 public:
  /// `spawner` outlives it.
  explicit FreshProcesses(reactor::IReactorProcess& spawner) : spawner_(spawner) {}
  [[nodiscard]] std::size_t start(const Program& program, std::span<const std::string> cases,
                                  std::shared_ptr<ProcessReader> process) override;

 private:
  reactor::IReactorProcess& spawner_;
};

}  // namespace trial::frameworks
