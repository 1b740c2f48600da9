/// FakeProcess: a child process for tests, which records what is asked of it and does what the test
/// says.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>

namespace reactor {

/// What `spawnProcess` was asked for.
struct SpawnCall {
  /// Null once the process is over.
  std::shared_ptr<ProcessProtocol> protocol;
  std::string executable;
  std::vector<std::string> args;
  std::optional<Environment> env;
  std::optional<std::filesystem::path> path;
  /// As the child has them: the default ones if none were given.
  ChildFDs childFDs;
  SpawnOptions options;
};

/// Its protocol is told things in the order and under the conditions of a real process, but only
/// when the test says that they happen. What the protocol throws is logged.
class TRIAL_DIST_API FakeProcess final : public IProcessTransport,
                                         public std::enable_shared_from_this<FakeProcess> {
 public:
  FakeProcess(SpawnCall call, pid_t pid);
  ~FakeProcess() override;

  // What was asked.
  [[nodiscard]] const SpawnCall& call() const noexcept { return call_; }
  /// All that was written for a descriptor of the child.
  [[nodiscard]] const std::string& written(int childFD) const;
  /// The same, from the last time on.
  [[nodiscard]] std::string takeWritten(int childFD);
  /// This side closed the pipe, or the child did.
  [[nodiscard]] bool isClosed(int childFD) const;
  [[nodiscard]] const std::vector<int>& signals() const noexcept { return signals_; }
  /// `processEnded` was called.
  [[nodiscard]] bool isOver() const noexcept { return over_; }

  // What happens. `std::logic_error` for what cannot: data after the end, from a closed pipe.
  void connect();
  void childData(int childFD, std::string_view data);
  /// Whether the child reads what is written for it, as it does at first.
  void setReading(int childFD, bool reading);
  /// The child closes its end; told after what a paused pipe holds.
  void childClosed(int childFD);
  /// It exits and is reaped; pipes stay open, as if a grandchild had them.
  void exit(int waitStatus);
  /// It exits, and all pipes are lost.
  void end(int exitCode = 0);
  void endBySignal(int number);
  /// The loop turns: pipes that this side closed are lost, and what came while a pipe was paused is
  /// told once it is resumed. Whether there was any of this.
  bool turn();
  /// Its reactor goes: it forgets its protocol and tells nobody. A process that a test makes by
  /// itself and does not end is abandoned by that test, since protocol and process hold each other.
  void abandon() noexcept;

  void write(std::string_view data) override;
  void loseConnection() override;
  [[nodiscard]] std::string getPeer() const override;
  [[nodiscard]] std::string getHost() const override;
  [[nodiscard]] std::optional<pid_t> pid() const override { return pid_; }
  void closeStdin() override { closeChildFD(0); }
  void closeStdout() override { closeChildFD(1); }
  void closeStderr() override { closeChildFD(2); }
  void closeChildFD(int childFD) override;
  void pauseProducing(int childFD) override;
  void resumeProducing(int childFD) override;
  void writeToChild(int childFD, std::string_view data) override;
  /// What was written while the child did not read (`setReading`).
  [[nodiscard]] std::size_t unsent() const override { return unsentTo(0); }
  void abortConnection() override;
  [[nodiscard]] std::size_t unsentTo(int childFD) const override;
  void signalProcess(std::string_view name) override;
  void signalProcess(int number) override;

 private:
  struct Pipe {
    char kind;
    std::string written{};
    std::size_t taken = 0;
    std::optional<std::size_t> read{};  // how much, when the child has stopped to
    bool paused = false;
    std::string held{};    // what came meanwhile
    bool heldEnd = false;  // the child closed its end meanwhile
    bool closing = false;
    bool lost = false;
  };

  [[nodiscard]] const Pipe& pipe(int childFD) const;
  bool deliver(int childFD);
  template <class Call>
  void tell(const char* what, Call&& call) noexcept;
  void lose(int childFD);
  void loseAll();
  void endIfOver();

  SpawnCall call_;
  std::optional<pid_t> pid_;
  std::map<int, Pipe> pipes_;
  std::vector<int> closing_;  // in the order in which this side closed them
  std::vector<int> signals_;
  std::optional<Failure> reason_;
  bool exitTold_ = false;
  bool over_ = false;
};
using FakeProcessPtr = std::shared_ptr<FakeProcess>;

}  // namespace reactor
