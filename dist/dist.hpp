/// Constants of the distributed runner. (twisted.trial._dist)
#pragma once

namespace dist {

/// The worker reads its commands from this descriptor,
inline constexpr int workerAmpStdin = 3;
/// and writes its answers and reports to this one.
inline constexpr int workerAmpStdout = 4;

/// The descriptors of a worker's process that the manager speaks AMP on.
struct AmpDescriptors {
  int toWorker = workerAmpStdin;
  int fromWorker = workerAmpStdout;
};

}  // namespace dist
