/// TestResult, which collects results; Reporter, which also prints; ReporterFactory.
/// (twisted.trial.reporter)
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/log.hpp>
#include <trial/detail/safestream.hpp>
#include <trial/itrial.hpp>

namespace trial {

/// The source of the warnings that a reporter prints. (twisted.python.log.LogPublisher)
class TRIAL_DIST_API LogPublisher {
 public:
  virtual ~LogPublisher() = default;
  virtual reactor::log::ObserverID addObserver(reactor::log::Observer observer);
  virtual void removeObserver(reactor::log::ObserverID id);
};
/// The publisher of the program's log.
TRIAL_DIST_API LogPublisher& theLogPublisher();

/// Collects the results by kind.
class TRIAL_DIST_API TestResult : public IReporter {
 public:
  std::vector<std::pair<TestPtr, Failure>> errors;
  std::vector<std::pair<TestPtr, Failure>> failures;
  std::vector<std::pair<TestPtr, std::string>> skips;
  std::vector<std::tuple<TestPtr, Failure, Todo>> expectedFailures;
  std::vector<std::pair<TestPtr, Todo>> unexpectedSuccesses;
  int successes = 0;
  /// Processes that tests left behind, each with the test.
  std::vector<std::pair<TestPtr, std::string>> leftBehind;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addSuccess(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  /// The reason of a missing todo is "Test expected to fail" (REP-08), here and in
  /// addUnexpectedSuccess.
  void addExpectedFailure(const TestPtr& test, const Failure& failure,
                          const std::optional<Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const TestPtr& test,
                            const std::optional<Todo>& todo = std::nullopt) override;
  void addSkip(const TestPtr& test, const std::string& reason) override;
  /// Takes in what the test left behind.
  void addDetails(const TestPtr& test, const CaseReport& details) override;
  void endedEarly(const EarlyEnd& end) override { earlyEnd_ = end; }
  /// Set if the run ended before its last test.
  [[nodiscard]] const std::optional<EarlyEnd>& earlyEnd() const noexcept { return earlyEnd_; }
  /// True if there are no failures and no errors, and the run did not end early (REP-01).
  [[nodiscard]] bool wasSuccessful() const override {
    return failures.empty() && errors.empty() && !earlyEnd_;
  }
  void done() override {}
  void stop() override { shouldStop_ = true; }
  [[nodiscard]] bool shouldStop() const override { return shouldStop_; }
  [[nodiscard]] int testsRun() const override { return testsRun_; }

 protected:
  /// The time in seconds of a clock that never goes back (<trial/reporters/reporttime.hpp>).
  [[nodiscard]] virtual double _getTime() const;
  /// How long the last test took, in seconds.
  [[nodiscard]] double _lastTime() const noexcept { return lastTime_; }
  [[nodiscard]] double _testStarted() const noexcept { return testStarted_; }

 private:
  int testsRun_ = 0;
  bool shouldStop_ = false;
  double testStarted_ = 0;
  double lastTime_ = 0;
  std::optional<EarlyEnd> earlyEnd_;
};

/// The base of reporters that print. Subclasses print while the tests run; `done` prints the errors
/// and the summary (REP-02 to REP-07). What a subclass overrides in Python is virtual here, and
/// what it sets as an attribute of its class is a member, which it sets in its constructor
/// (REP-28).
class TRIAL_DIST_API Reporter : public TestResult {
 public:
  /// `stream` must outlive the reporter. `tbformat` is a detail of `Failure::getTraceback`. With
  /// `realtime` tracebacks are also printed as soon as they are reported (REP-11). A warning of
  /// `publisher` is printed once for each test.
  explicit Reporter(std::ostream& stream, std::string tbformat = "default", bool realtime = false,
                    LogPublisher* publisher = nullptr);
  ~Reporter() override;
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  void startTest(const TestPtr& test) override;
  void stopTest(const TestPtr& test) override;
  void addError(const TestPtr& test, const Failure& error) override;
  void addFailure(const TestPtr& test, const Failure& failure) override;
  void done() override;

  std::string tbformat;
  bool realtime;

 protected:
  /// A result in the report: its test, and the text of what happened, made when it is printed.
  struct TestOutcome {
    TestPtr test;
    std::function<std::string()> text;
  };
  /// A text, and the tests that it is the outcome of.
  using OutcomeGroup = std::pair<std::string, std::vector<TestPtr>>;

  virtual void _write(std::string_view text);
  virtual void _writeln(std::string_view text = {});
  /// Writes `_separator` or `_doubleSeparator`, no wider than the terminal.
  void writeSeparator(std::string_view separator);
  /// Writes a warning of the publisher, unless this test has had it already.
  virtual void _observeWarnings(const reactor::log::Event& event);

  /// The frames that are printed of a traceback: by default what the function `trial::_trimFrames`
  /// leaves of them.
  [[nodiscard]] virtual std::vector<reactor::Frame> _trimFrames(
      const std::vector<reactor::Frame>& frames) const;
  [[nodiscard]] virtual std::string _formatFailureTraceback(const Failure& failure) const;
  [[nodiscard]] virtual std::string _printExpectedFailure(const Failure& failure,
                                                          const Todo& todo) const;
  [[nodiscard]] virtual std::string _printUnexpectedSuccess(const Todo& todo) const;
  /// Outcomes with the same text make one group, in the order in which the texts first occur
  /// (REP-04).
  [[nodiscard]] virtual std::vector<OutcomeGroup> _groupResults(
      const std::vector<TestOutcome>& outcomes) const;
  /// Prints the groups of the outcomes, each under `flavor`, such as "[ERROR]".
  virtual void _printResults(std::string_view flavor, const std::vector<TestOutcome>& outcomes);
  /// Prints the tracebacks and reasons of all results; `_printSummary` follows.
  virtual void _printErrors();
  virtual void _printSummary();
  /// The counts as ` (skips=1, successes=2)`; empty if all are 0. Of a run that ended early in
  /// front ` (interrupted, notRun=36, ...)`.
  [[nodiscard]] virtual std::string _getSummary() const;
  /// The time when the first test began; none if no test has.
  [[nodiscard]] std::optional<double> _startTime() const noexcept { return startTime_; }

  std::string _separator;
  std::string _doubleSeparator;
  SafeStream _stream;

 private:
  void stopObserving();
  /// Prints a failure while its test runs.
  void writeNow(const Failure& failure);

  LogPublisher* publisher_;
  std::optional<reactor::log::ObserverID> observer_;
  std::optional<double> startTime_;
  std::set<std::string> warningCache_;
};

/// Removes the framework's own frames from both ends of a failure's traceback. A traceback of fewer
/// than two frames is not changed (REP-10).
[[nodiscard]] TRIAL_DIST_API Failure _trimFrames(const Failure& failure);
[[nodiscard]] TRIAL_DIST_API std::vector<reactor::Frame> _trimFrames(
    const std::vector<reactor::Frame>& frames);
/// Formats a failure for a reporter: its traceback without these frames (`tbformat` as in
/// `Failure::getTraceback`), or what a test program said, which has no traceback. The text ends
/// with a newline.
[[nodiscard]] TRIAL_DIST_API std::string _formatFailureTraceback(const Failure& failure,
                                                                 const std::string& tbformat);

namespace detail {

template <class F, class... Args>
inline constexpr bool makesReporter =
    std::is_invocable_r_v<ReporterPtr, F&, std::ostream&, const std::string&, bool, Args...>;
template <class R, class... Args>
inline constexpr bool isMadeFrom =
    std::is_constructible_v<R, std::ostream&, const std::string&, bool, Args...>;

/// Whether the class R can be a reporter. If not, the message of the static_assert that fails is
/// the only one.
template <class R>
constexpr bool checkReporter() {
  if constexpr (!std::is_convertible_v<R*, IReporter*>) {
    static_assert(std::is_convertible_v<R*, IReporter*>,
                  "a reporter derives from trial::IReporter, publicly");
    return false;
  } else if constexpr (std::is_abstract_v<R>) {
    static_assert(!std::is_abstract_v<R>,
                  "a reporter overrides all pure functions of trial::IReporter");
    return false;
  } else {
    constexpr bool fits = isMadeFrom<R, LogPublisher*> || isMadeFrom<R>;
    static_assert(fits,
                  "a reporter is constructed from (std::ostream&, std::string tbformat, bool "
                  "realtime, LogPublisher*), or from the first three of these");
    return fits;
  }
}

}  // namespace detail

/// A function that makes a reporter from `(stream, tbformat, realtime, publisher)`, or from the
/// first three of these.
class TRIAL_DIST_API ReporterFactory final {
 public:
  using Full = std::function<ReporterPtr(std::ostream&, const std::string&, bool, LogPublisher*)>;

  ReporterFactory() = default;
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, ReporterFactory>)
      ReporterFactory(F f, bool ownsStream = false)
      : ownsStream_(ownsStream) {
    if constexpr (detail::makesReporter<F, LogPublisher*>) {
      make_ = std::move(f);
    } else if constexpr (detail::makesReporter<F>) {
      make_ = [f = std::move(f)](std::ostream& stream, const std::string& tbformat, bool realtime,
                                 LogPublisher*) mutable -> ReporterPtr {
        return f(stream, tbformat, realtime);
      };
    } else {
      static_assert(detail::makesReporter<F>,
                    "a function that makes reporters is called with (std::ostream&, const "
                    "std::string& tbformat, bool realtime, LogPublisher*), or with the first three "
                    "of these, and returns a ReporterPtr");
    }
  }
  explicit operator bool() const noexcept { return static_cast<bool>(make_); }
  /// The reporters write a protocol for other programs, so the runners must not write lines of
  /// their own to the stream (FIX-14).
  [[nodiscard]] bool ownsStream() const noexcept { return ownsStream_; }
  /// Never null: `std::runtime_error` if the function made none.
  ReporterPtr operator()(std::ostream& stream, const std::string& tbformat = "default",
                         bool realtime = false, LogPublisher* publisher = nullptr) const {
    auto reporter = make_(stream, tbformat, realtime, publisher);
    if (reporter == nullptr) refuse();
    return reporter;
  }

 private:
  [[noreturn]] static void refuse();

  Full make_;
  bool ownsStream_ = false;
};

/// The factory for a reporter class, whose constructor takes the arguments of a factory, or the
/// first three of them. A class that writes a protocol says so with `static constexpr bool
/// ownsStream = true`.
template <class R>
[[nodiscard]] ReporterFactory reporterFactory() {
  if constexpr (detail::checkReporter<R>()) {
    constexpr bool ownsStream = requires { requires R::ownsStream; };
    return {[](std::ostream& stream, const std::string& tbformat, bool realtime,
               [[maybe_unused]] LogPublisher* publisher) -> ReporterPtr {
              if constexpr (detail::isMadeFrom<R, LogPublisher*>) {
                return std::make_shared<R>(stream, tbformat, realtime, publisher);
              } else {
                return std::make_shared<R>(stream, tbformat, realtime);
              }
            },
            ownsStream};
  } else {
    return {};
  }
}
/// The factory that calls the function `make`.
template <auto make>
[[nodiscard]] ReporterFactory reporterFactory() {
  return make;
}

}  // namespace trial
