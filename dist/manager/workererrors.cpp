#include <dist/workererrors.hpp>

#include <fmt/format.h>

namespace dist {

WorkerLost::WorkerLost(int worker, const std::string& testCase, const reactor::Failure& reason)
    : std::runtime_error(fmt::format("worker {} was lost while running {}: {}", worker, testCase,
                                     reason.getErrorMessage())) {}

NotBegun::NotBegun(int worker, const std::string& testCase, const std::string& why)
    : std::runtime_error(
          fmt::format("{} was given to worker {} and did not begin: {}", testCase, worker, why)) {}

NotRun::NotRun(int worker, const std::string& testCase)
    : std::runtime_error(fmt::format("worker {} did not run {}", worker, testCase)) {}

WorkerEndedBadly::WorkerEndedBadly(int worker, const reactor::Failure& reason)
    : std::runtime_error(fmt::format("worker {} did not end well after its last case: {}", worker,
                                     reason.getErrorMessage())) {}

}  // namespace dist
