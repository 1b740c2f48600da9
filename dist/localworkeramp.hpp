/// LocalWorkerAMP: the manager's end of the conversation with one worker.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dist/iworker.hpp>
#include <dist/managercommands.hpp>
#include <dist/stream.hpp>
#include <dist/workercommands.hpp>
#include <protocols/amp.hpp>
#include <reactor/defer.hpp>
#include <trial/casereport.hpp>
#include <trial/itrial.hpp>

namespace dist {

class ProgramFacts;

/// Stands for an exception that was raised in a worker: `what()` is its text, and the Failure that
/// holds it has the name of its type and of its bases (LW-05, FA-12).
class TRIAL_DIST_API WorkerException : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class TRIAL_DIST_API LocalWorkerAMP : public protocols::AMP, public IWorker {
 public:
  using Run = workercommands::Run;
  /// The answer to a report whose sender asks for one.
  using Reported = managercommands::Report::Response;

  explicit LocalWorkerAMP(const protocols::Limits& limits = protocols::Limits());

  /// Gives the case to the worker: `result.startTest` now, its results as they come,
  /// `result.stopTest` when the worker has answered or is lost (LW-01, LW-03). Several may be under
  /// way; they begin in this order. Fails with `NotBegun` when the worker is lost before the case
  /// begins or gives it back, and then nothing of it is told (a DistReporter forgets it); with
  /// `WorkerLost` when the case had begun, with `NotRun`, or with what else ended the call: that is
  /// reported as the case's error, too. Also fails with what `result` throws. A KeyboardInterrupt
  /// among its errors stops `result`.
  [[nodiscard]] reactor::Deferred<Run::Response> run(const trial::TestPtr& testCase,
                                                     const trial::ReporterPtr& result) override;
  /// How many cases it has behind the first, which runs or is about to.
  [[nodiscard]] std::size_t queued() const noexcept {
    return running_.empty() ? 0 : running_.size() - 1;
  }
  /// The number of queued cases that have not been asked back.
  [[nodiscard]] std::size_t spare() const noexcept override {
    return queued() > asked_ ? queued() - asked_ : 0;
  }
  /// Asks the last `count` of them back. The `run` of each that the worker has not begun then fails
  /// with `NotBegun`; the others go on.
  void askBack(std::size_t count) override;
  void keepTogether(std::size_t count) override {
    callRemote<workercommands::Together>(static_cast<std::int64_t>(count));
  }
  /// Tells nothing more of any case: who would be told goes.
  void forget() override;
  [[nodiscard]] WorkerProgress progress() const override;
  void giveUp(const std::string& why) override { givenUp_ = why; }
  void dataReceived(std::string_view data) override;
  /// Where `testWrite` writes; null: nowhere.
  virtual void setTestStream(std::shared_ptr<std::ostream> stream);
  /// The stream must outlive this object or be replaced.
  void setTestStream(std::ostream& stream);
  /// The number of the worker in messages.
  void setNumber(int number) noexcept { number_ = number; }
  [[nodiscard]] int number() const noexcept { return number_; }

  /// Sets what the error of a lost case says about the worker's process.
  void setTraces(WorkerTraces traces) { traces_ = std::move(traces); }
  void connectionLost(reactor::Failure reason) override;
  /// The worker has sent what is no message. `refused` says so from now on.
  void protocolError(const reactor::Failure& failure) override;
  [[nodiscard]] const std::optional<reactor::Failure>& refused() const noexcept { return refused_; }
  /// The connection is gone: no case will run here any more.
  [[nodiscard]] bool lost() const noexcept override { return lost_; }
  /// Whether a case has begun in this worker.
  [[nodiscard]] bool everBegun() const noexcept override { return everBegun_; }
  [[nodiscard]] std::shared_ptr<void> gatherWrites() override {
    return std::make_shared<Corked>(*this);
  }

  // The reports of the worker. `run` says which run of a case is meant: what comes for one that is
  // over is logged and dropped, for one that was never handed out it is an error of the runner
  // (LW-12, LW-23).
  Reported started(std::int64_t run, std::optional<double> limit = std::nullopt);
  Reported addSuccess(const std::string& testName, std::int64_t run);
  Reported addError(const std::string& testName, std::int64_t run, const std::string& error,
                    const std::string& errorClass, const std::vector<std::string>& frames,
                    const std::vector<std::string>& errorParents = {},
                    std::optional<std::int64_t> errorStreamId = std::nullopt);
  Reported addFailure(const std::string& testName, std::int64_t run, const std::string& fail,
                      const std::string& failClass, const std::vector<std::string>& frames,
                      const std::vector<std::string>& failParents = {},
                      std::optional<std::int64_t> failStreamId = std::nullopt);
  Reported addSkip(const std::string& testName, std::int64_t run, const std::string& reason,
                   std::optional<std::int64_t> reasonStreamId = std::nullopt);
  Reported addExpectedFailure(const std::string& testName, std::int64_t run,
                              const std::string& error, const std::string& errorClass,
                              const std::vector<std::string>& frames,
                              const std::vector<std::string>& errorParents,
                              const std::optional<std::string>& todo,
                              std::optional<std::int64_t> errorStreamId = std::nullopt);
  Reported addUnexpectedSuccess(const std::string& testName, std::int64_t run,
                                const std::optional<std::string>& todo,
                                const std::vector<std::string>& todoErrors = {});
  Reported addWarning(const std::string& testName, std::int64_t run, const std::string& category,
                      const std::string& filename, std::int64_t lineno, const std::string& message,
                      std::optional<std::int64_t> messageStreamId = std::nullopt);
  /// `run` is 0 for what a program or the worker itself has left.
  Reported leftBehind(const std::string& testName, std::int64_t run,
                      std::vector<std::string> processes);
  Reported testWrite(const std::string& out,
                     std::optional<std::int64_t> outStreamId = std::nullopt);
  std::int64_t streamOpen();
  void streamWrite(std::int64_t streamId, std::string data);

  /// A failure of the named class with one frame for every three texts (LW-06). A line that is no
  /// number is 0.
  [[nodiscard]] static reactor::Failure _buildFailure(const std::string& error,
                                                      const std::string& errorClass,
                                                      const std::vector<std::string>& frames,
                                                      const std::vector<std::string>& parents = {});

 private:
  struct RunningCase {
    trial::TestPtr testCase;
    std::string id;
    trial::ReporterPtr result;
    bool begun = false;
    bool askedBack = false;
    std::optional<double> limit = std::nullopt;  // of its time
  };

  using Answer = reactor::Result<Run::Response>;
  Answer _stopTest(std::int64_t run, Answer answer);
  void begin(RunningCase& running);
  void add(const std::string& testName, std::int64_t run, trial::CaseResult result);
  [[nodiscard]] RunningCase* find(std::int64_t run, const std::string& testName);
  [[nodiscard]] std::string text(const std::string& inCommand,
                                 std::optional<std::int64_t> streamId);
  void complain(const std::string& what);

  std::map<std::int64_t, RunningCase> running_;
  std::int64_t lastRun_ = 0;
  std::shared_ptr<ProgramFacts> facts_;  // that the worker was told
  std::size_t asked_ = 0;                // of running_
  trial::ReporterPtr _result;            // of the last case that was given
  std::shared_ptr<std::ostream> _testStream;
  StreamReceiver _streams;
  WorkerTraces traces_;
  std::optional<reactor::Failure> refused_;
  std::optional<reactor::Failure> end_;  // of the process, or else of the connection
  int number_ = 0;
  bool lost_ = false;
  bool everBegun_ = false;
  std::uint64_t messages_ = 0;
  std::uint64_t part_ = 0;
  std::optional<std::string> givenUp_;  // why
};

}  // namespace dist
