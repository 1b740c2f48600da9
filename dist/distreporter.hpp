/// DistReporter: lets a reporter that knows nothing of concurrency see one case at a time.
/// (twisted.trial._dist.distreporter)
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <reactor/api.hpp>
#include <trial/itrial.hpp>

namespace dist {

using trial::Failure;
using trial::TestPtr;
using trial::Todo;

/// Keeps what is reported of a case until its `stopTest`, then tells the wrapped reporter all of it
/// at one go, as of the time that it began and ended (DRP-01, FIX-19). Cases are told apart as
/// objects: two with one id do not meet (FIX-11). All other members go straight to the wrapped
/// reporter (DRP-04).
class TRIAL_DIST_API DistReporter final : public trial::IReporter {
 public:
  explicit DistReporter(trial::ReporterPtr reporter);

  /// The wrapped reporter.
  trial::ReporterPtr original;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addSuccess(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override;
  void addSkip(const TestPtr& test, const std::string& reason) override;

  [[nodiscard]] bool wasSuccessful() const override { return original->wasSuccessful(); }
  void done() override { original->done(); }
  void stop() override { original->stop(); }
  [[nodiscard]] bool shouldStop() const override { return original->shouldStop(); }
  [[nodiscard]] int testsRun() const override { return original->testsRun(); }

  /// How long the case took, in seconds, as its worker says; it stops at `stopTest` and began so
  /// long before that. If nobody says it, it began when it was handed out (FIX-19).
  void took(const TestPtr& test, double seconds);
  /// The case was handed out but never began: nothing of it is told.
  void withdraw(const TestPtr& test);
  /// The case's worker was lost while it ran: a success that waited is dropped, failures that
  /// waited stay and the loss is added (FIX-01, FIX-27). `stopTest` follows.
  void lost(const TestPtr& test, const Failure& loss);
  /// Tells what is left of cases that never stopped, so that partial results are not lost (DRP-08).
  void flush();
  /// How many cases have started and not stopped.
  [[nodiscard]] std::size_t running() const noexcept { return running_.size(); }

 private:
  struct Success {};
  struct Error {
    Failure failure;
  };
  struct Fail {
    Failure failure;
  };
  struct ExpectedFailure {
    Failure failure;
    std::optional<Todo> todo;
  };
  struct UnexpectedSuccess {
    std::optional<Todo> todo;
  };
  struct Skip {
    std::string reason;
  };
  using Report = std::variant<Success, Error, Fail, ExpectedFailure, UnexpectedSuccess, Skip>;
  struct Running {
    TestPtr test;
    std::size_t order;  // of the start
    double started;     // as ReportTime says
    std::optional<double> seconds = std::nullopt;
    std::vector<Report> reports;
  };

  void keep(const TestPtr& test, Report report);
  void replay(Running running);
  void complain(const std::string& what);

  std::unordered_map<const trial::ITestCase*, Running> running_;
  std::size_t started_ = 0;
  std::optional<double> began_;  // when the first case was handed out
};

}  // namespace dist
