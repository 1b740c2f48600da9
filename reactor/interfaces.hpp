/// What a reactor offers, by part, so that a fake can stand in for each.
/// (twisted.internet.interfaces)
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <sys/types.h>

#include <reactor/api.hpp>

namespace reactor {

template <class T>
class Deferred;
class Failure;
class ProcessProtocol;

/// One call that will be made later (CLK, REA-15 to REA-18). All times are in seconds.
class TRIAL_DIST_API IDelayedCall {
 public:
  virtual ~IDelayedCall() = default;
  /// The reactor's time at which it is due.
  [[nodiscard]] virtual double getTime() const = 0;
  /// `AlreadyCalled` after it ran, `AlreadyCancelled` after it was cancelled; so do the next two.
  virtual void cancel() = 0;
  virtual void reset(double secondsFromNow) = 0;
  virtual void delay(double secondsLater) = 0;
  [[nodiscard]] virtual bool active() const = 0;
  /// `<DelayedCall 0xADDR [59.9s] called=0 cancelled=0>` (REA-18).
  [[nodiscard]] virtual std::string str() const = 0;
};
using DelayedCallPtr = std::shared_ptr<IDelayedCall>;

class TRIAL_DIST_API IReactorTime {
 public:
  virtual ~IReactorTime() = default;
  /// Monotonic time in seconds.
  [[nodiscard]] virtual double seconds() const = 0;
  /// Calls `f` once, `delay` seconds from now or a little later; `std::invalid_argument` if
  /// negative. The reactor owns `f` until it ran or was cancelled. What it throws is logged
  /// (REA-15).
  virtual DelayedCallPtr callLater(double delay, std::function<void()> f) = 0;
  /// The pending ones, without cancelled ones (REA-17).
  [[nodiscard]] virtual std::vector<DelayedCallPtr> getDelayedCalls() const = 0;
};

enum class Phase { before, during, after };
using TriggerID = std::uint64_t;
/// What a system event calls: a function that returns nothing or a Deferred, for which the during
/// phase waits if it comes from a before-trigger (REA-07).
class Trigger {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Trigger> && std::is_invocable_v<F&>) Trigger(F f)
      : call_(wrap(std::move(f))) {}

  using Plain = std::function<void()>;
  using Waiting = std::function<Deferred<void>()>;
  [[nodiscard]] const std::variant<Plain, Waiting>& call() const noexcept { return call_; }

 private:
  template <class F>
  static std::variant<Plain, Waiting> wrap(F f) {
    if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
      return Plain(std::move(f));
    } else {
      return Waiting(std::move(f));
    }
  }

  std::variant<Plain, Waiting> call_;
};

class TRIAL_DIST_API IReactorCore {
 public:
  virtual ~IReactorCore() = default;
  /// Fires "startup", runs the loop until `stop` or `crash` (REA-10).
  virtual void run(bool installSignalHandlers = true) = 0;
  /// Leaves the loop through the "shutdown" event, on the next turn (REA-01, REA-06).
  virtual void stop() = 0;
  /// Leaves the loop without any event (REA-11).
  virtual void crash() = 0;
  /// One turn: the due calls, then one poll that waits `delay` seconds at most (REA-12).
  virtual void iterate(double delay = 0) = 0;
  [[nodiscard]] virtual bool running() const = 0;
  /// Events are "startup" and "shutdown" and whatever is fired by name.
  virtual TriggerID addSystemEventTrigger(Phase phase, const std::string& eventType, Trigger f) = 0;
  /// `std::invalid_argument` for an unknown one (REA-09).
  virtual void removeSystemEventTrigger(TriggerID id) = 0;
  virtual void fireSystemEvent(const std::string& eventType) = 0;
  /// At start, or now when running (REA-02); the id is of the trigger that was added.
  virtual std::optional<TriggerID> callWhenRunning(std::function<void()> f) = 0;
  /// The signal that stopped the last `run` (REA-14).
  [[nodiscard]] virtual std::optional<int> _exitSignal() const = 0;
};

/// What a reactor watches. It is owned by its maker, who removes it before it or its descriptor
/// goes.
class TRIAL_DIST_API IFileDescriptor {
 public:
  virtual ~IFileDescriptor() = default;
  [[nodiscard]] virtual int fileno() const = 0;
  /// The reactor shuts down and does not watch it any more (REA-13).
  virtual void connectionLost(Failure reason) = 0;
  /// What it is, for messages.
  [[nodiscard]] virtual std::string str() const = 0;
};
class TRIAL_DIST_API IReadDescriptor : public virtual IFileDescriptor {
 public:
  virtual void doRead() = 0;
};
class TRIAL_DIST_API IWriteDescriptor : public virtual IFileDescriptor {
 public:
  virtual void doWrite() = 0;
};
class TRIAL_DIST_API IReactorFDSet {
 public:
  virtual ~IReactorFDSet() = default;
  /// Adding twice and removing what was not added do nothing.
  virtual void addReader(IReadDescriptor& reader) = 0;
  virtual void addWriter(IWriteDescriptor& writer) = 0;
  virtual void removeReader(IReadDescriptor& reader) = 0;
  virtual void removeWriter(IWriteDescriptor& writer) = 0;
  /// Removes and returns all but the reactor's own, each once (REA-17).
  virtual std::vector<IFileDescriptor*> removeAll() = 0;
  [[nodiscard]] virtual std::vector<IReadDescriptor*> getReaders() const = 0;
  [[nodiscard]] virtual std::vector<IWriteDescriptor*> getWriters() const = 0;
};

/// A stream of bytes to a peer.
class TRIAL_DIST_API ITransport {
 public:
  virtual ~ITransport() = default;
  /// Queues `data`; never blocks, never raises SIGPIPE.
  virtual void write(std::string_view data) = 0;
  virtual void writeSequence(const std::vector<std::string>& pieces) {
    for (const auto& piece : pieces) write(piece);
  }
  /// Closes after what is queued was written.
  virtual void loseConnection() = 0;
  /// Closes now: what is queued is lost. Of a transport that queues nothing, `loseConnection`.
  virtual void abortConnection() { loseConnection(); }
  /// Bytes that are queued since the peer does not read; 0 of a transport that queues nothing.
  [[nodiscard]] virtual std::size_t unsent() const { return 0; }
  /// Who is at the other end and at this one, for messages.
  [[nodiscard]] virtual std::string getPeer() const = 0;
  [[nodiscard]] virtual std::string getHost() const = 0;
};

/// A running child process (PROC-10 to PROC-13).
class TRIAL_DIST_API IProcessTransport : public ITransport {
 public:
  /// None once its exit was noticed.
  [[nodiscard]] virtual std::optional<pid_t> pid() const = 0;
  virtual void closeStdin() = 0;
  virtual void closeStdout() = 0;
  virtual void closeStderr() = 0;
  /// Flushes queued writes first; an unknown or closed one is a no-op (PROC-11).
  virtual void closeChildFD(int childFD) = 0;
  /// What the child writes there stays in the pipe, which holds the child up when it is full, until
  /// `resumeProducing` or the exit of the child: then all is read. Without effect for one that is
  /// unknown, closed or written to from this side.
  virtual void pauseProducing(int childFD) = 0;
  /// What has been written meanwhile comes with a later turn of the loop.
  virtual void resumeProducing(int childFD) = 0;
  /// `std::out_of_range` for a descriptor that was never piped; `ConnectionLost` once it is closed
  /// (PROC-10).
  virtual void writeToChild(int childFD, std::string_view data) = 0;
  /// `unsent` of one descriptor; 0 of one that is not written to.
  [[nodiscard]] virtual std::size_t unsentTo(int childFD) const = 0;
  /// By name ("TERM", "KILL", "INT", "HUP", "STOP", ...) or number; `ProcessExitedAlready` after
  /// the exit (PROC-13). With `ownGroup` in its options the whole process group gets it.
  virtual void signalProcess(std::string_view name) = 0;
  virtual void signalProcess(int number) = 0;
};
using ProcessTransportPtr = std::shared_ptr<IProcessTransport>;

/// 'r': the parent reads, 'w': the parent writes, a number: the child inherits that descriptor.
using ChildFD = std::variant<char, int>;
using ChildFDs = std::map<int, ChildFD>;
using Environment = std::map<std::string, std::string>;

/// What the documented signature of `spawnProcess` does not say.
struct SpawnOptions {
  /// The child leads a process group of its own and signals go to all of it.
  bool ownGroup = false;
  /// The kernel ends the child with this signal when the parent goes; 0 for none.
  int parentDeathSignal = 0;
};

class TRIAL_DIST_API IReactorProcess {
 public:
  virtual ~IReactorProcess() = default;
  /// Starts `executable` (looked up in PATH if it has no slash); `args[0]` is the program's own
  /// name. `env` none: inherit, else the complete environment; `path`: the child's working folder.
  /// `childFDs` empty: {0:'w', 1:'r', 2:'r'} (PROC-01). `makeConnection` is called before this
  /// returns (PROC-02). Throws `std::system_error` naming the program when it cannot be started;
  /// nothing is left open. uid, gid and usePTY are refused (`std::invalid_argument`) when given:
  /// they are not ported.
  virtual ProcessTransportPtr spawnProcess(
      std::shared_ptr<ProcessProtocol> processProtocol, const std::string& executable,
      std::vector<std::string> args, std::optional<Environment> env = std::nullopt,
      std::optional<std::filesystem::path> path = std::nullopt,
      std::optional<uid_t> uid = std::nullopt, std::optional<gid_t> gid = std::nullopt,
      bool usePTY = false, ChildFDs childFDs = {}, SpawnOptions options = {}) = 0;
  /// Those that are not over: `processEnded` is still to come.
  [[nodiscard]] virtual std::vector<ProcessTransportPtr> getProcesses() const = 0;
};

/// What the default reactor is. See `reactor::defaultReactor()` in <reactor/libevent.hpp>.
class TRIAL_DIST_API IReactor : public IReactorCore,
                                public IReactorTime,
                                public IReactorFDSet,
                                public IReactorProcess {};

}  // namespace reactor
