/// startChild: the part of `spawn` that runs in the new process until its program does.
#pragma once

#include <chrono>
#include <cstddef>

#include <sys/types.h>

#include <reactor/interfaces.hpp>

namespace reactor {

/// What is done before the child runs its program.
enum class ChildStep { clone, guardian, group, deathSignal, folder, descriptors, program };

struct Placement {
  int source;
  int target;
};

/// The data that the child needs, prepared by the parent.
struct ChildPlan {
  const char* executable;
  char* const* argv;
  char* const* envp;
  /// Null for the parent's.
  const char* folder;
  /// By target.
  Placement* placements;
  std::size_t placementCount;
  SpawnOptions options;
  /// After so long the guardian, if there is one, kills all that is left. 0: no limit.
  std::chrono::seconds lifetime;
};

/// The child's report. Without an error its program runs.
struct ChildStart {
  pid_t pid = -1;
  ChildStep failedStep = ChildStep::program;
  int failedDescriptor = -1;
  /// An errno; 0 if the program was started.
  int error = 0;
};

/// Returns when the program runs in the child, or when that failed and no child is left. Changes
/// `plan`. If `pidfd` is given it is set to a descriptor of the child, also when that failed.
[[nodiscard]] ChildStart startChild(ChildPlan& plan, int* pidfd);

/// Closes all descriptors from `first` to `last`.
void closeDescriptors(unsigned first, unsigned last) noexcept;

/// Blocks every signal while it lives, also those that the C library reserves: a handler that ran
/// in a new process would act for the old one.
class AllSignalsBlocked final {
 public:
  AllSignalsBlocked();
  ~AllSignalsBlocked();
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  unsigned long before_[8 / sizeof(unsigned long)] = {};
};

}  // namespace reactor
