#include <dist/workertrial.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

#include <dist/dist.hpp>
#include <dist/workerprotocol.hpp>
#include <reactor/libevent.hpp>
#include <reactor/process/writeall.hpp>
#include <reactor/reactors.hpp>
#include <reactor/spew.hpp>
#include <trial/commandline/programoptions.hpp>
#include <trial/limits/runlimits.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/options.hpp>
#include <trial/running/environment.hpp>

namespace dist {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Passes what the protocol writes on to the manager.
class ManagerTransport final : public reactor::ITransport {
 public:
  explicit ManagerTransport(workertrial::IWriteStream& out) : out_(out) {}
  void write(std::string_view data) override {
    // When it is lost the end of the input follows.
    if (!lost_) lost_ = !out_.write(data);
  }
  void loseConnection() override { lost_ = true; }
  [[nodiscard]] std::string getPeer() const override { return "manager"; }
  [[nodiscard]] std::string getHost() const override { return "worker"; }
  [[nodiscard]] bool lost() const noexcept { return lost_; }

 private:
  workertrial::IWriteStream& out_;
  bool lost_ = false;
};

/// Moves a descriptor of the connection to where cases, and the programs that they start, do not
/// meet it, and leaves /dev/null in its place (FIX-26).
int outOfReach(int fd) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto from = static_cast<int>(std::min<rlim_t>(512, limit.rlim_cur / 2));
  const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, from);
  const int null = moved < 0 ? -1 : ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || ::dup3(null, fd, O_CLOEXEC) < 0)
    fail(fmt::format("descriptor {}, the connection to the manager", fd).c_str());
  ::close(null);
  return moved;
}

/// The manager's end of a pipe or a socket.
class DescriptorInput final : public workertrial::IReadStream {
 public:
  explicit DescriptorInput(int fd) : fd_(outOfReach(fd)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    if (!wait(-1)) fail("waiting for the manager");
    const auto count = ::read(fd_, buffer, size);
    if (count < 0) fail("reading from the manager");
    return static_cast<std::size_t>(count);
  }
  [[nodiscard]] bool ready() override { return wait(0); }
  [[nodiscard]] bool readyWithin(std::chrono::milliseconds time) override {
    return wait(static_cast<int>(time.count()));
  }
  [[nodiscard]] std::optional<int> fileno() const override { return fd_; }

 private:
  /// True if there is something to read, or the end of the input; false after the time, and when a
  /// signal came.
  [[nodiscard]] bool wait(int milliseconds) const {
    pollfd entry{fd_, POLLIN, 0};
    const int count = poll(&entry, 1, milliseconds);
    if (count < 0 && errno != EINTR) fail("waiting for the manager");
    return count > 0;
  }

  int fd_;
};

class DescriptorOutput final : public workertrial::IWriteStream {
 public:
  explicit DescriptorOutput(int fd) : fd_(outOfReach(fd)) {}
  bool write(std::string_view data) override { return reactor::writeAll(fd_, data); }

 private:
  int fd_;
};

/// Reads what has arrived; none if a signal interrupted the read.
std::optional<std::size_t> readSome(workertrial::IReadStream& in, std::vector<char>& buffer) {
  try {
    return in.read(buffer.data(), buffer.size());
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::interrupted) throw;
    return std::nullopt;
  }
}

/// Whether so much time has passed that the manager may have something new to say. Many short
/// cases share one look.
class LookAgain final {
 public:
  [[nodiscard]] bool due() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return false;
    next_ = now + std::chrono::milliseconds(1);
    return true;
  }

 private:
  std::chrono::steady_clock::time_point next_ = {};
};

/// Waits for the next of the cases that share a process. A manager that ends a run sends no more.
bool othersCome(const WorkerProtocol& protocol, workertrial::IReadStream& in) {
  return protocol.awaitsMore() && in.readyWithin(std::chrono::seconds(1));
}

void serve(WorkerProtocol& protocol, workertrial::IReadStream& in,
           const ManagerTransport& transport) {
  std::vector<char> buffer(std::size_t{64} << 10);
  const auto cork = protocol.corked();
  LookAgain lookAgain;
  while (!transport.lost()) {
    const bool idle = !protocol.hasWork();
    if (idle) protocol.flush();
    if (idle || (lookAgain.due() && in.ready()) || othersCome(protocol, in)) {
      // A message that has begun goes on. So a batch of cases is complete before it runs, although
      // it comes in pieces.
      do {
        const auto size = readSome(in, buffer);
        if (size == std::size_t{0}) return;
        if (size) protocol.dataReceived({buffer.data(), *size});
      } while ((protocol.partialMessage() || othersCome(protocol, in)) && !transport.lost());
    }
    if (protocol.hasWork() && !protocol.work(in.fileno().value_or(-1))) return;
    std::cout.flush();
    std::fflush(stdout);
    std::fflush(stderr);
  }
}

/// Sends what is logged to the manager while it lives.
class Logging final {
 public:
  explicit Logging(WorkerProtocol& protocol)
      : observer_(protocol),
        id_(reactor::log::startLoggingWithObserver(
            [this](const reactor::log::Event& event) { observer_.emit(event); })) {}
  ~Logging() { reactor::log::removeObserver(id_); }
  Logging(const Logging&) = delete;
  Logging& operator=(const Logging&) = delete;

 private:
  WorkerLogObserver observer_;
  reactor::log::ObserverID id_;
};

/// Calls `serve` with the options; says on stderr what it throws.
template <class Serve>
int mainOf(const std::vector<std::string>& arguments, Serve serve) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const auto options = trial::parseWorkerOptions(arguments);
    if (options.reactor) reactor::installReactor(*options.reactor);
    reactor::setSpewing(options.spew);
    trial::frameworks::setProgramSettings(trial::programSettingsOf(options));
    serve(options);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "trial-dist --worker: " << error.what() << '\n';
    return 1;
  }
}

/// In a process of its own a worker ends what its cases have left behind.
void serveStreams(const trial::Options& options, workertrial::IReadStream& in,
                  workertrial::IWriteStream& out, bool ownProcess) {
  const trial::limits::RunLimitsInForce limitsInForce({options.testTimeout, options.grace});
  trial::limits::allowStacks();
  protocols::Limits limits;
  limits.messageSize = options.maxMessage;
  WorkerProtocol protocol(reactor::defaultReactor(), options.forceGarbageCollection,
                          options.coverage, limits);
  const auto transport = std::make_shared<ManagerTransport>(out);
  protocol.makeConnection(transport);  // before the first line of the log, which goes this way
  const Logging logging(protocol);
  serve(protocol, in, *transport);
  if (ownProcess) protocol.endChildren();
}

}  // namespace

void WorkerLogObserver::emit(const reactor::log::Event& event) {
  // The manager publishes it when it reports the case, and so logs it.
  if (event.warning && protocol_.addWarning(*event.warning, event.message)) return;
  if (const auto text = reactor::log::textFromEvent(event)) protocol_.testWrite(*text);
}

int workertrial::main(const std::vector<std::string>& arguments) {
  unsetenv("TRIAL_DIST_WORKER");
  trial::rememberEnvironment();
  return mainOf(arguments, [](const trial::Options& options) {
    DescriptorInput in(workerAmpStdin);
    DescriptorOutput out(workerAmpStdout);
    serveStreams(options, in, out, true);
  });
}

int workertrial::main(const std::vector<std::string>& arguments, IReadStream& in,
                      IWriteStream& out) {
  return mainOf(arguments,
                [&](const trial::Options& options) { serveStreams(options, in, out, false); });
}

}  // namespace dist
