/// Fakes for tests of what speaks to workers: a case that is only a name, a reporter that writes
/// down, and workers that do what the test says, without processes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dist/workercommands.hpp>
#include <protocols/amp.hpp>
#include <protocols/testing.hpp>
#include <reactor/api.hpp>
#include <reactor/fakes/memoryreactor.hpp>
#include <trial/reporter.hpp>

namespace dist::testing {

/// A case that only has an id; it counts as one. With `program::name` as its id it is a case of a
/// program.
[[nodiscard]] TRIAL_DIST_API trial::TestPtr namedCase(std::string id);
[[nodiscard]] TRIAL_DIST_API std::vector<trial::TestPtr> namedCases(const std::string& prefix,
                                                                    std::size_t count);

/// Writes down what it is told: `startTest ID`, `addError ID: TEXT`, `done`.
class TRIAL_DIST_API RecordingReporter final : public trial::TestResult {
 public:
  void startTest(const trial::TestPtr& test) override;
  void stopTest(const trial::TestPtr& test) override;
  void addSuccess(const trial::TestPtr& test) override;
  void addError(const trial::TestPtr& test, const trial::Failure& error) override;
  void addFailure(const trial::TestPtr& test, const trial::Failure& failure) override;
  void addExpectedFailure(const trial::TestPtr& test, const trial::Failure& failure,
                          const std::optional<trial::Todo>& todo = std::nullopt) override;
  void addUnexpectedSuccess(const trial::TestPtr& test,
                            const std::optional<trial::Todo>& todo = std::nullopt) override;
  void addSkip(const trial::TestPtr& test, const std::string& reason) override;
  void done() override;

  std::vector<std::string> events;
  /// Called with each event; what it throws, the reporter throws.
  std::function<void(const std::string& event)> onEvent;

 private:
  void note(std::string event);
};

/// The worker's end of a connection. It keeps what it is asked until the test answers.
class TRIAL_DIST_API ScriptedWorker final : public protocols::AMP {
 public:
  struct Asked {
    std::string testCase;
    std::int64_t run;
    reactor::Deferred<workercommands::Run::Response> answer;
  };

  ScriptedWorker();

  /// All cases that it was given, in order.
  std::vector<Asked> asked;
  /// The runs that were asked back.
  std::vector<std::int64_t> withdrawn;
  /// The counts of the `Together` commands that came.
  std::vector<std::int64_t> together;
  /// The `Program` commands that came, each as "NAME FRAMEWORK DIALECT 4 notes, complete".
  std::vector<std::string> programs;
  /// The arguments of `Start`.
  std::optional<std::string> directory;
  std::optional<std::string> origin;
  /// If set, `Start` fails with this text.
  std::optional<std::string> refusal;

  [[nodiscard]] std::vector<std::string> names() const;
  /// Says that the case begins, or goes on, and how many seconds it may take from now on.
  void begin(std::size_t index, std::optional<double> limit = std::nullopt);
  void addSuccess(std::size_t index);
  void addError(std::size_t index, const std::string& text,
                const std::string& type = "std.runtime_error");
  /// `Run` is answered; success false for a case that was not run.
  void answer(std::size_t index, bool success = true, std::optional<double> duration = 0.5,
              std::optional<double> overhead = std::nullopt);
  /// The three above: a case that passes.
  void pass(std::size_t index, std::optional<double> duration = 0.5);
};

class FakeWorkers;

/// A fake process with a scripted worker in it.
class TRIAL_DIST_API FakeWorker final {
 public:
  FakeWorker(FakeWorkers& all, reactor::FakeProcess& process);

  /// Moves bytes, then begins the next case that waits, if it is not busy. False if there was
  /// nothing to do.
  bool pump();

  const std::shared_ptr<reactor::FakeProcess> process;
  ScriptedWorker worker;

 private:
  bool moveBytes();
  bool obeySignals();

  FakeWorkers& all_;
  std::shared_ptr<protocols::testing::MemoryTransport> transport_;
  std::size_t next_ = 0;
  std::size_t signalsSeen_ = 0;
};

/// The other ends of all workers that a MemoryReactor starts. They work while its `run` has nothing
/// else to do. It must outlive the reactor's use.
class TRIAL_DIST_API FakeWorkers final {
 public:
  explicit FakeWorkers(reactor::MemoryReactor& reactor);
  FakeWorkers(const FakeWorkers&) = delete;
  FakeWorkers& operator=(const FakeWorkers&) = delete;

  /// Called when a case has begun; unset: the case passes. A case that is not answered
  /// keeps the worker busy.
  std::function<void(FakeWorker& worker, std::size_t index)> onRun;
  /// A worker ends when its input is closed, and when it gets TERM.
  bool obedient = true;
  /// Called when no worker has anything to do; true if it did something.
  std::function<bool()> onIdle;

  /// In the order in which they were started.
  std::vector<std::unique_ptr<FakeWorker>> workers;
  /// The cases that began, in order.
  std::vector<std::string> begun;

  bool pump();
};

}  // namespace dist::testing
