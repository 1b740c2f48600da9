/// RunSignals, StopAtSignal: end a run in this process by a signal, with the report of the tests
/// that ran. (cli.md, section 2)
#pragma once

#include <csignal>
#include <optional>

#include <trial/resultdecorator.hpp>

namespace trial {

/// Records SIGINT and SIGTERM as long as this object exists: a test that waits for the reactor is
/// interrupted (`waitFor`), and a StopAtSignal stops its result. A second signal has the effect
/// that it had before. A signal that was ignored stays ignored. Only one object may exist at a
/// time.
class RunSignals final {
 public:
  /// Throws `std::system_error` if no descriptor is left.
  RunSignals();
  ~RunSignals();
  RunSignals(const RunSignals&) = delete;
  RunSignals& operator=(const RunSignals&) = delete;

  /// The signal that the last RunSignals recorded, if any, also after its destruction.
  [[nodiscard]] static std::optional<int> received() noexcept;
  /// A descriptor that is readable from a signal until `drain`; -1 if no RunSignals exists.
  [[nodiscard]] static int fileno() noexcept;
  static void drain() noexcept;

 private:
  struct Before {
    int number;
    struct sigaction action;
  };
  Before interrupt_;
  Before terminate_;
};

/// Stops the result after the test during which a signal came.
class StopAtSignal final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void stopTest(const TestPtr& test) override;
};

}  // namespace trial
