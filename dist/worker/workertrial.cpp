#include <dist/workertrial.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
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
#include <trial/limits/runlimits.hpp>
#include <trial/limits/stacks.hpp>
#include <trial/options.hpp>
#include <trial/running/environment.hpp>

namespace dist {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Writes to the manager, waiting for it to read: a worker has nothing better to do.
class ManagerTransport final : public reactor::ITransport {
 public:
  explicit ManagerTransport(int fd) : fd_(fd) {}
  void write(std::string_view data) override {
    // When it is lost the end of the input follows.
    if (!lost_) lost_ = !reactor::writeAll(fd_, data);
  }
  void loseConnection() override { lost_ = true; }
  [[nodiscard]] std::string getPeer() const override { return "manager"; }
  [[nodiscard]] std::string getHost() const override { return "worker"; }
  [[nodiscard]] bool lost() const noexcept { return lost_; }

 private:
  int fd_;
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

/// True if there is something to read, or the end of the input.
bool readable(int fd, bool wait) {
  pollfd entry{fd, POLLIN, 0};
  const int count = poll(&entry, 1, wait ? -1 : 0);
  if (count < 0 && errno != EINTR) fail("waiting for the manager");
  return count > 0;
}

void serve(WorkerProtocol& protocol, int commands, const ManagerTransport& transport) {
  std::vector<char> buffer(std::size_t{64} << 10);
  const auto cork = protocol.corked();
  while (!transport.lost()) {
    const bool idle = !protocol.hasWork();
    if (idle) protocol.flush();
    if (readable(commands, idle)) {
      const auto size = read(commands, buffer.data(), buffer.size());
      if (size == 0) return;
      if (size > 0) {
        protocol.dataReceived({buffer.data(), static_cast<std::size_t>(size)});
      } else if (errno != EINTR) {
        fail("reading from the manager");
      }
    }
    if (protocol.hasWork() && !protocol.work(commands)) return;
    std::cout.flush();
    std::fflush(stdout);
  }
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
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const auto options = trial::parseWorkerOptions(arguments);
    if (options.reactor) reactor::installReactor(*options.reactor);
    reactor::setSpewing(options.spew);
    const int commands = outOfReach(workerAmpStdin);
    const int reports = outOfReach(workerAmpStdout);
    const trial::limits::RunLimitsInForce limitsInForce({options.testTimeout, options.grace});
    trial::limits::allowStacks();
    protocols::Limits limits;
    limits.messageSize = options.maxMessage;
    WorkerProtocol protocol(reactor::defaultReactor(), options.forceGarbageCollection,
                            options.coverage, limits);
    const auto transport = std::make_shared<ManagerTransport>(reports);
    WorkerLogObserver observer(protocol);
    protocol.makeConnection(transport);  // before the first line, which goes this way
    const auto id = reactor::log::startLoggingWithObserver(
        [&observer](const reactor::log::Event& event) { observer.emit(event); });
    serve(protocol, commands, *transport);
    protocol.endChildren();
    reactor::log::removeObserver(id);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "trial-dist --worker: " << error.what() << '\n';
    return 1;
  }
}

}  // namespace dist
