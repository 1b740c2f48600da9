/// Ending a run in this process by a signal, so that what ran is told. (cli.md, section 2)
#pragma once

#include <csignal>
#include <optional>

#include <trial/resultdecorator.hpp>

namespace trial {

/// While it lives, SIGINT and SIGTERM are noted: a test that waits for the reactor is interrupted
/// (`waitFor`), and a StopAtSignal stops its result. A second signal does what it did before. One
/// that was ignored stays ignored. One of them at a time.
class RunSignals final {
 public:
  /// `std::system_error` without descriptors.
  RunSignals();
  ~RunSignals();
  RunSignals(const RunSignals&) = delete;
  RunSignals& operator=(const RunSignals&) = delete;

  /// The signal that the last of them got, if it got one; also when it is gone.
  [[nodiscard]] static std::optional<int> received() noexcept;
  /// Readable from a signal on until `drain`; -1 if none of them lives.
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

/// Stops the result after the test in which a signal came.
class StopAtSignal final : public TestResultDecorator {
 public:
  using TestResultDecorator::TestResultDecorator;
  void stopTest(const TestPtr& test) override;
};

}  // namespace trial
