#include <trial/programs/warm/warmprogram.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <reactor/process/reap.hpp>
#include <reactor/process/writeall.hpp>

namespace trial::frameworks {

using reactor::UniqueFD;

namespace {

/// Milliseconds. It has nothing else to do than to answer.
constexpr int longestAnswer = 10'000;
constexpr const char* hasEnded = "its warm process has ended";

[[noreturn]] void systemRefuses(int error) {
  throw std::system_error(error, std::system_category(), "a copy of its warm process");
}

/// The same descriptor where cases do not meet it.
UniqueFD lifted(UniqueFD fd) {
  UniqueFD moved(::fcntl(fd.get(), F_DUPFD_CLOEXEC, WarmProgram::inProgram()));
  return moved ? std::move(moved) : std::move(fd);
}

/// A file with the texts, a null byte behind each.
UniqueFD fileOf(const std::string& first, const std::vector<std::string>& others) {
  UniqueFD file(::memfd_create("trial-warm", MFD_CLOEXEC));
  if (!file) systemRefuses(errno);
  std::string all(first.c_str(), first.size() + 1);
  for (const auto& text : others) all.append(text.c_str(), text.size() + 1);
  if (!reactor::writeAll(file.get(), all)) systemRefuses(errno);
  return file;
}

}  // namespace

WarmProgram::WarmProgram() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::system_error(errno, std::system_category(), "a socket for a warm process");
  theirs_ = UniqueFD(ends[1]);
  ours_ = lifted(UniqueFD(ends[0]));
}

WarmProgram::~WarmProgram() {
  (void)state();  // it may have arrived
  end({});
}

void WarmProgram::addTo(reactor::Environment& environment, const std::filesystem::path& library) {
  environment[warm::socketVariable] = std::to_string(inProgram());
  auto& libraries = environment[warm::preloadVariable];
  if (!libraries.empty()) libraries += ':';
  libraries += library.native();
}

int WarmProgram::inProgram() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(512, limit.rlim_cur / 2));
}

WarmProgram::State WarmProgram::state() {
  if (state_ != State::awaited) return state_;
  warm::Arrival arrival;
  ssize_t size = 0;
  do {
    size = ::recv(ours_.get(), &arrival, sizeof arrival, MSG_DONTWAIT);
  } while (size < 0 && errno == EINTR);
  if (size < 0 && errno == EAGAIN) return state_;
  if (size == sizeof arrival) {
    arrived(arrival);
  } else {
    end("it has ended, or has become another program, before its main began");
  }
  return state_;
}

void WarmProgram::arrived(const warm::Arrival& arrival) {
  if (arrival.warm == 0) {
    const std::string_view reason(arrival.reason, ::strnlen(arrival.reason, sizeof arrival.reason));
    return end(std::string(reason));
  }
  siginfo_t info = {};
  const auto pid = static_cast<id_t>(arrival.warm);
  if (::waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
    return end("it begins as a process of another program");
  pid_ = arrival.warm;
  handle_ = lifted(reactor::openPidfd(pid_));
  if (!handle_) return end("its warm process cannot be watched");
  state_ = State::ready;
}

pid_t WarmProgram::copy(const std::vector<std::string>& arguments,
                        const std::filesystem::path& temporary,
                        const std::map<int, int>& descriptors) {
  try {
    send(descriptors, fileOf(temporary.native(), arguments).get());
    const auto copied = answer();
    if (copied.error != 0) systemRefuses(copied.error);
    // It does so itself, too; but a signal to the group may be sent before.
    (void)::setpgid(copied.pid, copied.pid);
    return copied.pid;
  } catch (const WarmLost& lost) {
    end(lost.what());
    throw;
  }
}

void WarmProgram::send(const std::map<int, int>& descriptors, int texts) {
  warm::Request request;
  int all[warm::mostDescriptors + 1] = {texts};
  for (const auto& [target, source] : descriptors) {
    if (request.count == warm::mostDescriptors) throw WarmLost("it has too many descriptors");
    request.targets[request.count++] = target;
    all[request.count] = source;
  }
  iovec part = {&request, sizeof request};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof all)] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  const auto size = sizeof(int) * static_cast<std::size_t>(request.count + 1);
  message.msg_controllen = CMSG_SPACE(size);
  cmsghdr* const rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(size);
  std::memcpy(CMSG_DATA(rights), all, size);
  while (::sendmsg(ours_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
    if (errno != EINTR) throw WarmLost(hasEnded);
  }
}

warm::Copied WarmProgram::answer() {
  pollfd entry = {ours_.get(), POLLIN, 0};
  int ready = 0;
  while ((ready = ::poll(&entry, 1, longestAnswer)) < 0 && errno == EINTR) {
  }
  if (ready == 0) throw WarmLost("its warm process does not answer");
  warm::Copied copied;
  if (::recv(ours_.get(), &copied, sizeof copied, MSG_DONTWAIT) != sizeof copied)
    throw WarmLost(hasEnded);
  return copied;
}

void WarmProgram::end(std::string reason) noexcept {
  state_ = State::none;
  reason_ = std::move(reason);
  ours_.reset();
  theirs_.reset();
  pid_ = 0;
  if (!handle_) return;
  (void)::syscall(SYS_pidfd_send_signal, handle_.get(), SIGKILL, nullptr, 0);
  (void)reactor::reapByHandle(handle_.get());
  handle_.reset();
}

}  // namespace trial::frameworks
