/// WorkerWatch: ends one worker when its case is overdue or when it does not answer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <dist/iworker.hpp>
#include <dist/workerlimits.hpp>
#include <reactor/defer.hpp>
#include <reactor/interfaces.hpp>
#include <reactor/process/termination.hpp>
#include <trial/limits/timelimit.hpp>

namespace dist {

/// Whoever has it calls `look` about once a second. It first has the stacks of the process taken;
/// if the case has not come to its end meanwhile, the worker is given up, and gets TERM, and KILL
/// after the grace.
class WorkerWatch final : public std::enable_shared_from_this<WorkerWatch> {
 public:
  /// `clock` and `limits` outlive it.
  WorkerWatch(reactor::IReactorTime& clock, const WorkerLimits& limits, double grace,
              std::shared_ptr<IWorkerProcess> process);
  /// Nothing more is done to the process.
  ~WorkerWatch();
  WorkerWatch(const WorkerWatch&) = delete;
  WorkerWatch& operator=(const WorkerWatch&) = delete;

  void look();

 private:
  enum class Cause { overdue, silent };
  void takeStacks(Cause cause, std::string why);
  void end(Cause cause, std::uint64_t since, const std::string& why);
  /// Changes when what has caused the end is over.
  [[nodiscard]] std::uint64_t markOf(Cause cause) const;

  reactor::IReactorTime& clock_;
  const WorkerLimits& limits_;
  double grace_;
  std::shared_ptr<IWorkerProcess> process_;
  trial::limits::TimeLimit case_;
  trial::limits::TimeLimit silence_;
  bool ending_ = false;
  reactor::Deferred<std::string> takingStacks_{nullptr};
  reactor::Termination termination_;
};

}  // namespace dist
