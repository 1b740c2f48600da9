/// FakeProcess: a child process for tests, which records the calls that it gets and is controlled
/// by the test.
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

/// The arguments of a call of `spawnProcess`.
struct SpawnCall {
  /// Null once the process is over.
  std::shared_ptr<ProcessProtocol> protocol;
  std::string executable;
  std::vector<std::string> args;
  std::optional<Environment> env;
  std::optional<std::filesystem::path> path;
  /// The default ones if none were given.
  ChildFDs childFDs;
  SpawnOptions options;
};

/// It calls its protocol in the same order and under the same conditions as a real process, but
/// only when the test says what happens. Exceptions of the protocol are logged.
class TRIAL_DIST_API FakeProcess final : public IProcessTransport,
                                         public std::enable_shared_from_this<FakeProcess> {
 public:
  FakeProcess(SpawnCall call, pid_t pid);
  ~FakeProcess() override;

  // For the test: the calls that it got.
  [[nodiscard]] const SpawnCall& call() const noexcept { return call_; }
  /// All data that was written to a descriptor of the child.
  [[nodiscard]] const std::string& written(int childFD) const;
  /// The data that was written since the last call of this function.
  [[nodiscard]] std::string takeWritten(int childFD);
  /// True if this side or the child closed the pipe.
  [[nodiscard]] bool isClosed(int childFD) const;
  [[nodiscard]] const std::vector<int>& signals() const noexcept { return signals_; }
  /// True once `processEnded` was called.
  [[nodiscard]] bool isOver() const noexcept { return over_; }

  // For the test: events. Impossible ones, such as data from a closed pipe or after the end, throw
  // `std::logic_error`.
  void connect();
  void childData(int childFD, std::string_view data);
  /// Sets whether the child reads the data that is written to it. At first it does.
  void setReading(int childFD, bool reading);
  /// The child closes its end of the pipe. If the pipe is paused, the protocol learns of it after
  /// the data that the pipe holds.
  void childClosed(int childFD);
  /// The child exits and is reaped; its pipes stay open, as if a grandchild had them.
  void exit(int waitStatus);
  /// The child exits, and all pipes are closed.
  void end(int exitCode = 0);
  void endBySignal(int number);
  /// Does what a turn of the loop would do: tells the protocol that pipes which this side closed
  /// are lost, and delivers the data that came while a pipe was paused, once it is resumed. Returns
  /// whether there was anything to do.
  bool turn();
  /// Its reactor is destroyed: it releases its protocol without calling it. A test that makes a
  /// process without a reactor and does not end it must call this, since protocol and process own
  /// each other.
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
  /// The bytes that were written while the child did not read (`setReading`).
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
    std::optional<std::size_t> read{};  // bytes read, if the child has stopped reading
    bool paused = false;
    std::string held{};    // data that came while it was paused
    bool heldEnd = false;  // the child closed its end while it was paused
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
