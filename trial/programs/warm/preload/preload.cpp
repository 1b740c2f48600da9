// The library that is loaded into a test program. At the entry of `main` it makes a copy of the
// process, which waits there: the warm process. The program itself goes on, as it would without the
// library.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <trial/programs/warm/message.hpp>
#include <trial/programs/warm/preload/copy.hpp>
#include <trial/programs/warm/preload/safety.hpp>
#include <trial/programs/warm/preload/serve.hpp>

namespace warm = trial::frameworks::warm;

namespace {

using Main = int (*)(int, char**, char**);

Main realMain = nullptr;
int ownSocket = -1;
pid_t startedBy = 0;
warm::Descriptors descriptorsAtStart;

/// The value of an entry of an environment; null if it is another variable's.
char* valueIn(char* entry, const char* variable) noexcept {
  const auto size = std::strlen(variable);
  return std::strncmp(entry, variable, size) == 0 && entry[size] == '=' ? entry + size + 1
                                                                        : nullptr;
}

/// What the program starts is none of this library's business. Returns the descriptor that it was
/// told, or -1.
int leaveEnvironment(char** environment) noexcept {
  int told = -1;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    if (const char* const value = valueIn(*entry, warm::socketVariable)) told = std::atoi(value);
  }
  if (told < 0) return told;
  char** kept = environment;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    if (valueIn(*entry, warm::socketVariable) != nullptr) continue;
    if (char* const libraries = valueIn(*entry, warm::preloadVariable)) {
      char* const last = std::strrchr(libraries, ':');
      if (last == nullptr) continue;
      *last = '\0';
    }
    *kept++ = *entry;
  }
  *kept = nullptr;
  return told;
}

__attribute__((constructor)) void begin(int, char**, char** environment) {
  const int told = leaveEnvironment(environment);
  if (told < 0 || ::fcntl(told, F_SETFD, FD_CLOEXEC) != 0) return;
  ownSocket = told;
  startedBy = ::getppid();
  descriptorsAtStart = warm::presentDescriptors();
}

/// Blocks also the signals that the C library reserves.
void blockAll() noexcept {
  sigset_t all;
  std::memset(&all, 0xff, sizeof all);
  constexpr std::size_t kernelMaskSize = 8;
  (void)::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, nullptr, kernelMaskSize);
}

int enterMain(int count, char** values, char** environment) {
  if (ownSocket < 0) return realMain(count, values, environment);
  warm::Arrival arrival;
  if (warm::isSafe(descriptorsAtStart, ownSocket, arrival.reason, sizeof arrival.reason)) {
    warm::Origin origin = {startedBy, {}};
    (void)::sigprocmask(SIG_SETMASK, nullptr, &origin.blocked);
    blockAll();
    arrival.warm = warm::copyProcess();
    if (arrival.warm == 0) {
      const auto arguments = warm::serve(ownSocket, origin);
      return realMain(arguments.count, arguments.values, ::environ);
    }
    (void)::sigprocmask(SIG_SETMASK, &origin.blocked, nullptr);
    if (arrival.warm < 0) {
      (void)std::snprintf(arrival.reason, sizeof arrival.reason, "it cannot be copied: %s",
                          std::strerror(-arrival.warm));
      arrival.warm = 0;
    }
  }
  (void)::send(ownSocket, &arrival, sizeof arrival, MSG_NOSIGNAL | MSG_DONTWAIT);
  ::close(ownSocket);
  return realMain(count, values, environment);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int __libc_start_main(
    Main main, int count, char** values, void (*initialise)(), void (*finish)(),
    void (*finishLoader)(), void* stackEnd) {
  using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  const auto real = reinterpret_cast<Start>(::dlsym(RTLD_NEXT, "__libc_start_main"));
  if (real == nullptr) ::_exit(127);
  realMain = main;
  return real(enterMain, count, values, initialise, finish, finishLoader, stackEnd);
}
