#include <trial/limits/stacks.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <reactor/loop/cancelcall.hpp>
#include <reactor/process/reap.hpp>
#include <reactor/process/trysignal.hpp>
#include <reactor/process/uniquefd.hpp>
#include <reactor/protocol.hpp>
#include <reactor/spawn/findinpath.hpp>
#include <reactor/spawn/guardian.hpp>
#include <reactor/spawn/spawn.hpp>
#include <trial/running/environment.hpp>

namespace trial::limits {

namespace {

using reactor::Deferred;

constexpr std::chrono::seconds longest(10);
constexpr std::size_t most = std::size_t{64} << 10U;

std::string cannotBeHad(const std::string& why) {
  return fmt::format("The stacks of its threads cannot be had: {}{}", why,
                     why.ends_with('.') ? "" : ".");
}

std::string noCommand() { return cannotBeHad("neither gdb nor eu-stack is in PATH"); }

std::string_view trimmed(std::string_view text) {
  const auto end = text.find_last_not_of(" \n");
  return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

/// The line that says what went wrong: of the kernel's refusal, else the last one.
std::string problemIn(std::string_view written) {
  std::string last;
  while (!written.empty()) {
    const auto end = std::min(written.find('\n'), written.size());
    const auto line = trimmed(written.substr(0, end));
    written.remove_prefix(std::min(end + 1, written.size()));
    if (line.find("ptrace") != std::string_view::npos) return std::string(line);
    if (!line.empty()) last = line;
  }
  return last.empty() ? "it wrote nothing" : last;
}

/// The command ends with this process: while it lives it may keep another one stopped.
reactor::SpawnOptions commandOptions() {
  reactor::SpawnOptions options;
  options.ownGroup = true;
  options.parentDeathSignal = SIGKILL;
  return options;
}

/// Reads what the command writes, and says in time what there is of it.
class StackReader final : public reactor::ProcessProtocol,
                          public std::enable_shared_from_this<StackReader> {
 public:
  explicit StackReader(std::string name) : name_(std::move(name)) {}

  Deferred<std::string> begin(reactor::IReactorTime& clock) {
    const std::weak_ptr<StackReader> weak = weak_from_this();
    done_ = Deferred<std::string>([weak](const Deferred<std::string>&) {
      if (const auto self = weak.lock()) self->end();
    });
    limit_ = clock.callLater(static_cast<double>(longest.count()), [weak] {
      if (const auto self = weak.lock()) self->finish(longest);
    });
    return done_;
  }
  void connectionMade() override { transport->closeStdin(); }
  void childDataReceived(int, std::string_view data) override {
    written_ += data.substr(0, 2 * most - std::min(written_.size(), 2 * most));
  }
  void processEnded(reactor::Failure) override {
    transport.reset();
    finish(std::nullopt);
  }

 private:
  void finish(std::optional<std::chrono::seconds> tooSlow) {
    const auto done = std::exchange(done_, Deferred<std::string>(nullptr));
    end();
    if (done && !done.called()) done.callback(stacksIn(name_, written_, tooSlow));
  }
  void end() {
    done_ = Deferred<std::string>(nullptr);
    reactor::cancelCall(limit_);
    reactor::trySignal(transport, SIGKILL);
  }

  std::string name_;
  std::string written_;
  Deferred<std::string> done_{nullptr};
  reactor::DelayedCallPtr limit_;
};

std::system_error failed(const char* what) { return {errno, std::generic_category(), what}; }

/// A command with a pipe from its stdout and stderr. It may stop all threads of this process for as
/// long as it runs, as gdb does if this is the process that it looks at. So its guardian, another
/// process, ends it in time.
class StackProcess final {
 public:
  StackProcess(const StackCommand& command, std::chrono::seconds limit) : limit_(limit) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw failed("a pipe");
    output_ = reactor::UniqueFD(ends[0]);
    const reactor::UniqueFD itsEnd(ends[1]);
    const reactor::UniqueFD nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!nothing) throw failed("/dev/null");
    reactor::SpawnRequest request;
    request.executable = command.executable;
    request.args = command.args;
    request.env = runEnvironment();
    request.descriptors = {{0, nothing.get()}, {1, itsEnd.get()}, {2, itsEnd.get()}};
    request.options = commandOptions();
    request.options.guarded = true;
    request.lifetime = limit;
    spawned_ = reactor::spawn(request);
  }
  ~StackProcess() {
    if (spawned_) (void)killed(true);
  }
  StackProcess(const StackProcess&) = delete;
  StackProcess& operator=(const StackProcess&) = delete;

  /// All that it writes, and false if it was not over in time. Called once.
  std::pair<std::string, bool> read() {
    std::string written;
    const bool inTime = readOutput(written);
    return {std::move(written), !killed(!inTime)};
  }

 private:
  /// False if the end of it did not come in time.
  bool readOutput(std::string& written) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + limit_;
    std::array<char, 4096> buffer{};
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - now);
      pollfd entry{output_.get(), POLLIN, 0};
      if (::poll(&entry, 1, static_cast<int>(left.count()) + 1) <= 0) continue;
      const auto size = ::read(output_.get(), buffer.data(), buffer.size());
      if (size == 0) return true;
      if (size > 0 && written.size() < 2 * most)
        written.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return false;
  }

  /// Waits for its end, and says whether it was killed, by this function or by its guardian.
  bool killed(bool now) noexcept {
    const auto spawned = std::move(*spawned_);
    spawned_.reset();
    if (now) (void)reactor::signalGuarded(*spawned.guardian, SIGKILL);
    const auto info = reactor::reapByHandle(spawned.pidfd.get());
    return info.si_code == CLD_KILLED && info.si_status == SIGKILL;
  }

  const std::chrono::seconds limit_;
  reactor::UniqueFD output_;
  std::optional<reactor::Spawned> spawned_;
};

}  // namespace

std::optional<StackCommand> stackCommand(pid_t pid) {
  const auto path = runVariable("PATH").value_or(reactor::systemPath);
  const auto number = std::to_string(pid);
  if (auto gdb = reactor::findInPath("gdb", path).file; !gdb.empty()) {
    return StackCommand{"gdb",
                        std::move(gdb),
                        {"gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off", "-p", number,
                         "-ex", "thread apply all bt 64"}};
  }
  if (auto stack = reactor::findInPath("eu-stack", path).file; !stack.empty())
    return StackCommand{"eu-stack", std::move(stack), {"eu-stack", "-n", "64", "-p", number}};
  return std::nullopt;
}

std::string stacksIn(const std::string& name, const std::string& written,
                     std::optional<std::chrono::seconds> tooSlow) {
  // Before them stand lines on threads and libraries that were found.
  std::string_view stacks(written);
  std::size_t begin = std::string_view::npos;
  for (const std::string_view first : {"Thread ", "TID "}) {
    auto at = stacks.find(first);
    while (at != std::string_view::npos && at != 0 && stacks[at - 1] != '\n')
      at = stacks.find(first, at + 1);
    begin = std::min(begin, at);
  }
  const auto late = fmt::format("{} was not over after {} s", name, tooSlow ? tooSlow->count() : 0);
  if (begin == std::string_view::npos)
    return cannotBeHad(tooSlow ? late : fmt::format("{} says: {}", name, problemIn(written)));
  stacks.remove_prefix(begin);
  stacks = stacks.substr(0, stacks.find("\n[Inferior "));
  auto text =
      fmt::format("The stacks of its threads, from {}:\n{}", name, trimmed(stacks.substr(0, most)));
  if (stacks.size() > most) text += "\n... (the rest is left out)";
  if (tooSlow) text += fmt::format("\n... ({})", late);
  return text;
}

Deferred<std::string> stacksOf(reactor::IReactorProcess& spawner, reactor::IReactorTime& clock,
                               pid_t pid) {
  const auto command = stackCommand(pid);
  if (!command) return reactor::succeed(noCommand());
  const auto reader = std::make_shared<StackReader>(command->name);
  const auto stacks = reader->begin(clock);
  try {
    (void)spawner.spawnProcess(reader, command->executable, command->args, runEnvironment(),
                               std::nullopt, std::nullopt, std::nullopt, false, {},
                               commandOptions());
  } catch (const std::exception& error) {
    stacks.addErrback([](const reactor::Failure&) { return std::string(); });
    stacks.cancel();
    return reactor::succeed(cannotBeHad(error.what()));
  }
  return stacks;
}

std::string waitForStacksOf(pid_t pid, std::chrono::seconds limit) {
  const auto command = stackCommand(pid);
  if (!command) return noCommand();
  try {
    const auto [written, inTime] = StackProcess(*command, limit).read();
    return stacksIn(command->name, written, inTime ? std::nullopt : std::optional(limit));
  } catch (const std::exception& error) {
    return cannotBeHad(error.what());
  }
}

void allowStacks() noexcept { (void)::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); }

}  // namespace trial::limits
