/// WorkerReporter: tells the manager what a test reports. (twisted.trial._dist.workerreporter)
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dist/stream.hpp>
#include <protocols/amp.hpp>
#include <protocols/error.hpp>
#include <reactor/api.hpp>
#include <reactor/log.hpp>
#include <trial/casereport.hpp>
#include <trial/reporter.hpp>

namespace dist {

/// Records each result as a TestResult does, and sends it with the id of the test (WR-01). Tests
/// may derive from it.
class TRIAL_DIST_API WorkerReporter : public trial::TestResult {
 public:
  /// The reason of a test that is expected to fail, when none is given (WR-05).
  static constexpr std::string_view DEFAULT_TODO = "Test expected to fail";

  /// `ampProtocol`, whose messages have these limits, outlives the reporter.
  explicit WorkerReporter(protocols::AMP& ampProtocol,
                          const protocols::Limits& limits = protocols::Limits());

  /// All that is reported from now on belongs to this run; before the first call to run 0, which is
  /// none. A result is sent with the id of its test, warnings and what is left behind with `id`.
  void begin(std::string id, std::int64_t run);

  void addSuccess(const trial::TestPtr& test) override;
  void addError(const trial::TestPtr& test, const trial::Failure& error) override;
  void addFailure(const trial::TestPtr& test, const trial::Failure& failure) override;
  void addExpectedFailure(const trial::TestPtr& test, const trial::Failure& failure,
                          const std::optional<trial::Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const trial::TestPtr& test,
                            const std::optional<trial::Todo>& todo = std::nullopt) override;
  void addSkip(const trial::TestPtr& test, const std::string& reason) override;
  void startTest(const trial::TestPtr& test) override;
  void stopTest(const trial::TestPtr& test) override;
  /// A warning, for the report of the test that runs. False if none does, and nothing is sent.
  [[nodiscard]] bool addWarning(const reactor::log::Warning& warning, const std::string& message);
  /// Processes that the case left behind, each described by a text.
  void leftBehind(const std::vector<std::string>& processes);
  /// Something is wrong with a program that is no fault of a case.
  void programError(const std::string& program, const trial::Failure& error);
  /// The manager's result is stopped, too.
  void stop() override;
  /// Tells the manager that the case begins, or goes on, and its time limit from now on.
  void started(std::optional<double> limit);
  /// The limit that was told last.
  [[nodiscard]] std::optional<double> limit() const noexcept { return toldLimit_; }
  /// Tells the manager of the limit unless it knows of it well enough
  /// (<trial/limits/toldlimit.hpp>).
  void stageBegan(const trial::TestPtr& test, std::optional<double> limit) override;
  /// A line for the manager's test log.
  void testWrite(const std::string& line);

 private:
  /// A text to put into a command: the text itself, or the id of the stream that carries it.
  struct Text {
    std::string_view inCommand;
    std::optional<std::int64_t> streamId;
  };
  [[nodiscard]] Text send(const std::string& text);
  void send(const std::string& id, std::int64_t run, const trial::CaseResult& result);
  [[nodiscard]] static std::vector<std::string> _getFrames(const trial::Failure& failure);

  void sendWhole(const std::string& id, std::int64_t run, const trial::CaseResult& result,
                 const Text& text);
  void sendTooLong(const std::string& id, std::int64_t run, const protocols::TooLong& error,
                   const Text& text);

  protocols::AMP& ampProtocol_;
  std::size_t mostInCommand_;
  StreamSender streams_;
  std::optional<double> toldLimit_;
  std::chrono::steady_clock::time_point toldAt_{};
  std::string id_;
  std::int64_t run_ = 0;
  bool testRuns_ = false;
};

}  // namespace dist
