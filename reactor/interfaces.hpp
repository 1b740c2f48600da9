/// The interfaces of reactors, transports and processes; a fake can implement each.
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

/// A call that the reactor will make later (CLK, REA-15 to REA-18). All times are in seconds.
class TRIAL_DIST_API IDelayedCall {
 public:
  virtual ~IDelayedCall() = default;
  /// The reactor's time at which it is due.
  [[nodiscard]] virtual double getTime() const = 0;
  /// This and the next two throw `AlreadyCalled` once it ran and `AlreadyCancelled` once it was
  /// cancelled.
  virtual void cancel() = 0;
  virtual void reset(double secondsFromNow) = 0;
  virtual void delay(double secondsLater) = 0;
  /// True until it runs or is cancelled.
  [[nodiscard]] virtual bool active() const = 0;
  /// Text such as `<DelayedCall 0xADDR [59.9s] called=0 cancelled=0>` (REA-18).
  [[nodiscard]] virtual std::string str() const = 0;
};
using DelayedCallPtr = std::shared_ptr<IDelayedCall>;

class TRIAL_DIST_API IReactorTime {
 public:
  virtual ~IReactorTime() = default;
  /// Monotonic time in seconds.
  [[nodiscard]] virtual double seconds() const = 0;
  /// Calls `f` once, `delay` seconds from now or a little later. Throws `std::invalid_argument` if
  /// `delay` is negative. The reactor owns `f` until it ran or was cancelled. An exception of `f`
  /// is logged (REA-15).
  virtual DelayedCallPtr callLater(double delay, std::function<void()> f) = 0;
  /// The same for `f(arg, args...)`, with copies of the arguments. (A class that overrides the
  /// function above needs `using IReactorTime::callLater` to have this one.)
  template <class F, class Arg, class... Args>
  DelayedCallPtr callLater(double delay, F f, Arg arg, Args... args) {
    return callLater(delay, std::function<void()>([f = std::move(f), arg = std::move(arg),
                                                   ... args = std::move(args)]() mutable {
                       std::invoke(f, arg, args...);
                     }));
  }
  /// The calls that are still to come (REA-17).
  [[nodiscard]] virtual std::vector<DelayedCallPtr> getDelayedCalls() const = 0;
};

enum class Phase { before, during, after };
using TriggerID = std::uint64_t;
/// The function of a system event's trigger. It returns nothing or a Deferred. The during phase
/// waits for the Deferreds of the triggers of the before phase (REA-07).
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
  /// Fires the event "startup" and runs the loop until `stop` or `crash` (REA-10).
  virtual void run(bool installSignalHandlers = true) = 0;
  /// Fires the event "shutdown" on the next turn and then leaves the loop (REA-01, REA-06).
  virtual void stop() = 0;
  /// Leaves the loop without firing an event (REA-11).
  virtual void crash() = 0;
  /// One turn of the loop: makes the due calls, then polls once, waiting `delay` seconds at most
  /// (REA-12).
  virtual void iterate(double delay = 0) = 0;
  [[nodiscard]] virtual bool running() const = 0;
  /// `eventType` is "startup", "shutdown" or any name that `fireSystemEvent` is called with.
  virtual TriggerID addSystemEventTrigger(Phase phase, const std::string& eventType, Trigger f) = 0;
  /// Throws `std::invalid_argument` for an unknown trigger (REA-09).
  virtual void removeSystemEventTrigger(TriggerID id) = 0;
  virtual void fireSystemEvent(const std::string& eventType) = 0;
  /// Calls `f` now if the reactor runs. Else adds a trigger that calls it at the start, and returns
  /// that trigger's id (REA-02).
  virtual std::optional<TriggerID> callWhenRunning(std::function<void()> f) = 0;
  /// The signal that stopped the last `run` (REA-14).
  [[nodiscard]] virtual std::optional<int> _exitSignal() const = 0;
};

/// An object with a descriptor that a reactor watches. The reactor does not own it: remove it from
/// the reactor before it is destroyed or its descriptor is closed.
class TRIAL_DIST_API IFileDescriptor {
 public:
  virtual ~IFileDescriptor() = default;
  [[nodiscard]] virtual int fileno() const = 0;
  /// Called when the reactor shuts down and has stopped watching it (REA-13).
  virtual void connectionLost(Failure reason) = 0;
  /// A description for messages.
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
  /// Adding an object twice has no effect, nor has removing one that was not added.
  virtual void addReader(IReadDescriptor& reader) = 0;
  virtual void addWriter(IWriteDescriptor& writer) = 0;
  virtual void removeReader(IReadDescriptor& reader) = 0;
  virtual void removeWriter(IWriteDescriptor& writer) = 0;
  /// Removes and returns all objects, each once, except those of the reactor itself (REA-17).
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
  /// Closes the connection once the queued data has been written.
  virtual void loseConnection() = 0;
  /// Closes the connection now; queued data is dropped. The same as `loseConnection` for a
  /// transport that queues nothing.
  virtual void abortConnection() { loseConnection(); }
  /// The number of bytes that are queued because the peer does not read them.
  [[nodiscard]] virtual std::size_t unsent() const { return 0; }
  /// The other end and this end of the connection, for messages.
  [[nodiscard]] virtual std::string getPeer() const = 0;
  [[nodiscard]] virtual std::string getHost() const = 0;
};

/// A running child process (PROC-10 to PROC-13).
class TRIAL_DIST_API IProcessTransport : public ITransport {
 public:
  /// None once the reactor knows that the process has ended.
  [[nodiscard]] virtual std::optional<pid_t> pid() const = 0;
  virtual void closeStdin() = 0;
  virtual void closeStdout() = 0;
  virtual void closeStderr() = 0;
  /// Closes the pipe once queued data has been written. No effect if there is no such pipe or it is
  /// closed (PROC-11).
  virtual void closeChildFD(int childFD) = 0;
  /// Stops reading this pipe until `resumeProducing`. The child blocks when the pipe is full. When
  /// the child has exited, the rest is read all the same. No effect if there is no such pipe, if it
  /// is closed, or if this side writes to it.
  virtual void pauseProducing(int childFD) = 0;
  /// Reads the pipe again, from a later turn of the loop on.
  virtual void resumeProducing(int childFD) = 0;
  /// Queues data for a descriptor of the child. Throws `std::out_of_range` if there was never a
  /// pipe to it, `ConnectionLost` if the pipe is closed (PROC-10).
  virtual void writeToChild(int childFD, std::string_view data) = 0;
  /// `unsent` for one descriptor of the child; 0 if this side does not write to it.
  [[nodiscard]] virtual std::size_t unsentTo(int childFD) const = 0;
  /// Sends a signal, given by name ("TERM", "KILL", "INT", "HUP", "STOP", ...) or number, to the
  /// process, or to its process group if it was started with `ownGroup`. Throws
  /// `ProcessExitedAlready` after its exit (PROC-13).
  virtual void signalProcess(std::string_view name) = 0;
  virtual void signalProcess(int number) = 0;
};
using ProcessTransportPtr = std::shared_ptr<IProcessTransport>;

/// A descriptor of a child. 'r': a pipe that the parent reads; 'w': a pipe that the parent writes
/// to; a number: the child inherits this descriptor of the parent.
using ChildFD = std::variant<char, int>;
using ChildFDs = std::map<int, ChildFD>;
using Environment = std::map<std::string, std::string>;

/// Further options of `spawnProcess`, which Twisted's does not have.
struct SpawnOptions {
  /// The child leads a new process group, and signals go to the whole group.
  bool ownGroup = false;
  /// The signal that the kernel sends to the child when the parent ends; 0 for none.
  int parentDeathSignal = 0;
  /// A guardian process ends all that came from the child, also in other groups and sessions, when
  /// the child ends, when KILL is sent to it, and when this process ends. Other signals go to all
  /// of it.
  bool guarded = false;
  /// The child starts with SIGTTOU and SIGTTIN ignored: outside of the terminal's foreground group
  /// it may set the terminal, and reading from it fails, instead of stopping the child.
  bool usesTerminal = false;
  /// Makes the child in another way than by starting the program. It is given, by the child's
  /// descriptor, the descriptor of this process that it is a copy of, and returns the child's
  /// number; the rest of these options, the arguments, the environment and the folder are its own
  /// business. What it throws, `spawnProcess` throws.
  std::function<pid_t(const std::map<int, int>& descriptors)> startedBy = {};
};

class TRIAL_DIST_API IReactorProcess {
 public:
  virtual ~IReactorProcess() = default;
  /// Starts `executable`, which is looked up in PATH if it has no slash; `args[0]` is the program's
  /// own name, and no `args` are that name alone. `env` is the complete environment; without it the
  /// child inherits this one. `path` is the child's working folder. Empty `childFDs` mean {0:'w',
  /// 1:'r', 2:'r'} (PROC-01). `makeConnection` is called before this returns (PROC-02). Throws
  /// `std::system_error` naming the program if it cannot be started; no descriptor is left open
  /// then. Throws `std::invalid_argument` if uid, gid or usePTY is given: they are not supported.
  virtual ProcessTransportPtr spawnProcess(
      std::shared_ptr<ProcessProtocol> processProtocol, const std::string& executable,
      std::vector<std::string> args = {}, std::optional<Environment> env = std::nullopt,
      std::optional<std::filesystem::path> path = std::nullopt,
      std::optional<uid_t> uid = std::nullopt, std::optional<gid_t> gid = std::nullopt,
      bool usePTY = false, ChildFDs childFDs = {}, SpawnOptions options = {}) = 0;
  /// The processes whose `processEnded` has not been called.
  [[nodiscard]] virtual std::vector<ProcessTransportPtr> getProcesses() const = 0;
};

/// All of these in one object, such as `reactor::defaultReactor()` in <reactor/libevent.hpp>.
class TRIAL_DIST_API IReactor : public IReactorCore,
                                public IReactorTime,
                                public IReactorFDSet,
                                public IReactorProcess {};

}  // namespace reactor
