/// Ending a run in this process by a signal, so that what ran is told. (cli.md, section 2)
#pragma once

#include <csignal>
#include <optional>

#include <reactor/api.hpp>
#include <trial/resultdecorator.hpp>

namespace trial {

/// While it lives, SIGINT and SIGTERM stop the result after the test that is running; a second
/// signal then does what it did before. A signal that was ignored stays ignored. While a test waits
/// for the reactor, the reactor has the signals, and the test is interrupted.
class TRIAL_DIST_API StopAtSignal final : public TestResultDecorator {
 public:
  explicit StopAtSignal(ReporterPtr original);
  ~StopAtSignal() override;
  StopAtSignal(const StopAtSignal&) = delete;
  StopAtSignal& operator=(const StopAtSignal&) = delete;

  void stopTest(const TestPtr& test) override;

  /// The signal that the last of them got, if it got one.
  [[nodiscard]] static std::optional<int> received() noexcept;

 private:
  struct Before {
    int number;
    struct sigaction action;
  };
  Before interrupt_;
  Before terminate_;
};

}  // namespace trial
