#include <trial/programs/warm/preload/serve.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <trial/programs/warm/message.hpp>
#include <trial/programs/warm/preload/copy.hpp>
#include <trial/programs/warm/preload/safety.hpp>

namespace trial::frameworks::warm {

namespace {

/// Its name in lists of processes.
constexpr const char* warmName = "trial-warm";
constexpr std::size_t nameSize = 16;
constexpr int failedStatus = 127;

/// A request and the descriptors that came with it, the file of texts first.
struct Received {
  Request request;
  int count = 0;
  int descriptors[mostDescriptors + 1] = {};
};

/// Leads a group of its own, and ends with the parent.
void joinParent(const Origin& origin) noexcept {
  (void)::setpgid(0, 0);
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != origin.parent)
    ::_exit(failedStatus);
}

/// The pipes of the process that it is a copy of would never come to their end.
void dropDescriptors() noexcept {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < standardDescriptors; ++fd) {
    if (null < 0 || ::dup2(null, fd) < 0) ::_exit(failedStatus);
  }
  ::close(null);
}

/// Returns when there is a request.
Received receive(int socket) noexcept {
  Received received;
  for (;;) {
    iovec part = {&received.request, sizeof received.request};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof received.descriptors)] = {};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const auto size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (size < 0 && errno == EINTR) continue;
    const cmsghdr* const rights = CMSG_FIRSTHDR(&message);
    if (size != sizeof received.request || rights == nullptr || rights->cmsg_type != SCM_RIGHTS ||
        (message.msg_flags & MSG_CTRUNC) != 0) {
      ::_exit(0);
    }
    received.count = static_cast<int>((rights->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(received.descriptors, CMSG_DATA(rights),
                static_cast<std::size_t>(received.count) * sizeof(int));
    if (received.count != received.request.count + 1) ::_exit(0);
    return received;
  }
}

void closeAll(const Received& received) noexcept {
  for (int i = 0; i < received.count; ++i) ::close(received.descriptors[i]);
}

/// The texts of the file, one behind the other.
char* readTexts(int file, std::size_t& size) noexcept {
  struct stat status = {};
  if (::fstat(file, &status) != 0 || status.st_size <= 0) ::_exit(failedStatus);
  size = static_cast<std::size_t>(status.st_size);
  auto* const texts = static_cast<char*>(std::malloc(size));
  if (texts == nullptr) ::_exit(failedStatus);
  for (std::size_t done = 0; done < size;) {
    const auto got = ::pread(file, texts + done, size - done, static_cast<off_t>(done));
    if (got <= 0) ::_exit(failedStatus);
    done += static_cast<std::size_t>(got);
  }
  if (texts[size - 1] != '\0') ::_exit(failedStatus);
  return texts;
}

MainArguments takeTexts(int file) noexcept {
  std::size_t size = 0;
  char* const texts = readTexts(file, size);
  if (::setenv("TMPDIR", texts, 1) != 0) ::_exit(failedStatus);
  const std::size_t first = std::strlen(texts) + 1;
  int count = 0;
  for (std::size_t at = first; at < size; at += std::strlen(texts + at) + 1) ++count;
  auto** const values =
      static_cast<char**>(std::calloc(static_cast<std::size_t>(count) + 1, sizeof(char*)));
  if (values == nullptr) ::_exit(failedStatus);
  std::size_t at = first;
  for (int i = 0; i < count; ++i) {
    values[i] = texts + at;
    at += std::strlen(texts + at) + 1;
  }
  return {count, values};
}

/// In the copy: all that a fresh process would have.
MainArguments become(const Received& received, const Origin& origin) noexcept {
  joinParent(origin);
  for (int i = 0; i < received.request.count; ++i) {
    if (::dup2(received.descriptors[i + 1], received.request.targets[i]) < 0) ::_exit(failedStatus);
  }
  const auto arguments = takeTexts(received.descriptors[0]);
  closeAll(received);
  return arguments;
}

}  // namespace

MainArguments serve(int socket, const Origin& origin) noexcept {
  joinParent(origin);
  dropDescriptors();
  char name[nameSize] = {};
  (void)::prctl(PR_GET_NAME, name);
  (void)::prctl(PR_SET_NAME, warmName);
  for (;;) {
    const auto received = receive(socket);
    const pid_t pid = copyProcess();
    if (pid == 0) {
      ::close(socket);
      (void)::prctl(PR_SET_NAME, name);
      const auto arguments = become(received, origin);
      (void)::sigprocmask(SIG_SETMASK, &origin.blocked, nullptr);
      return arguments;
    }
    closeAll(received);
    const Copied answer = {pid, pid < 0 ? -pid : 0};
    if (::send(socket, &answer, sizeof answer, MSG_NOSIGNAL) < 0) ::_exit(0);
  }
}

}  // namespace trial::frameworks::warm
