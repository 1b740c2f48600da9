#include <trial/programs/warm/preload/safety.hpp>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <trial/programs/warm/preload/copy.hpp>

namespace {

bool askedForNumber = false;

}  // namespace

/// A program that keeps its number would take a copy for a process that it has forked.
extern "C" __attribute__((visibility("default"))) pid_t getpid() noexcept {
  askedForNumber = true;
  return static_cast<pid_t>(::syscall(SYS_getpid));
}

namespace trial::frameworks::warm {

namespace {

struct Reason {
  char* text;
  std::size_t size;
  /// False, so that it can be returned.
  [[gnu::format(printf, 2, 3)]] bool operator()(const char* form, ...) const noexcept {
    std::va_list values;
    va_start(values, form);
    (void)std::vsnprintf(text, size, form, values);
    va_end(values);
    return false;
  }
};

/// How many entries the folder has; -1 if it cannot be read.
int entriesOf(const char* folder) noexcept {
  DIR* const listed = ::opendir(folder);
  if (listed == nullptr) return -1;
  int count = 0;
  while (const dirent* entry = ::readdir(listed)) count += entry->d_name[0] != '.' ? 1 : 0;
  ::closedir(listed);
  return count;
}

/// A thread that was waited for may be listed for a moment.
bool hasOneThread(const Reason& reason) noexcept {
  int threads = 0;
  for (int tries = 0; tries < 20; ++tries) {
    threads = entriesOf("/proc/self/task");
    if (threads == 1) return true;
    const timespec millisecond = {0, 1000 * 1000};
    (void)::nanosleep(&millisecond, nullptr);
  }
  return threads < 0 ? reason("its threads cannot be seen")
                     : reason("it has %d threads before main", threads);
}

bool isStateless(const struct stat& file) noexcept {
  constexpr unsigned memoryDevices = 1;  // null, zero, random
  return S_ISCHR(file.st_mode) && major(file.st_rdev) == memoryDevices;
}

bool hasNoDescriptors(const Descriptors& before, int socket, const Reason& reason) noexcept {
  const auto now = presentDescriptors();
  for (int fd = 0; fd < standardDescriptors; ++fd) {
    const auto& was = before.of[fd];
    const auto& is = now.of[fd];
    if (was.device != is.device || was.file != is.file || was.flags != is.flags)
      return reason("it changes descriptor %d before main", fd);
  }
  DIR* const listed = ::opendir("/proc/self/fd");
  if (listed == nullptr) return reason("its descriptors cannot be seen");
  bool good = true;
  while (const dirent* entry = ::readdir(listed)) {
    if (entry->d_name[0] == '.') continue;
    const int fd = std::atoi(entry->d_name);
    struct stat file = {};
    if (fd < standardDescriptors || fd == socket || fd == ::dirfd(listed)) continue;
    if (::fstat(fd, &file) == 0 && isStateless(file)) continue;
    char path[160] = {};
    if (::readlinkat(::dirfd(listed), entry->d_name, path, sizeof path - 1) < 0) path[0] = '?';
    good = reason("it has a descriptor open before main: %s", path);
    break;
  }
  ::closedir(listed);
  return good;
}

bool hasNoChildren(const Reason& reason) noexcept {
  siginfo_t info = {};
  if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) < 0 && errno == ECHILD)
    return true;
  return reason("it has child processes before main");
}

bool hasNoSharedMemory(const Reason& reason) noexcept {
  std::FILE* const maps = std::fopen("/proc/self/maps", "re");
  if (maps == nullptr) return reason("its memory cannot be seen");
  bool good = true;
  bool begins = true;
  char line[512];
  while (good && std::fgets(line, sizeof line, maps) != nullptr) {
    // BEGIN-END rw-s OFFSET ...
    const char* const access = begins ? std::strchr(line, ' ') : nullptr;
    if (access != nullptr && std::strlen(access) > 4 && access[2] == 'w' && access[4] == 's')
      good = reason("it has memory that copies would share");
    begins = std::strchr(line, '\n') != nullptr;
  }
  (void)std::fclose(maps);
  return good;
}

/// A stream that nobody in the program uses may not be constructed: it is all zero then.
bool isConstructed(const void* stream) noexcept {
  return stream != nullptr && *static_cast<void* const*>(stream) != nullptr;
}

/// Streams of C++ have buffers of their own when they are not synchronised.
void flushStandardStreams() noexcept {
  using Flush = void* (*)(void*);
  const auto flush = reinterpret_cast<Flush>(::dlsym(RTLD_DEFAULT, "_ZNSo5flushEv"));
  for (const char* name : {"_ZSt4cout", "_ZSt4cerr", "_ZSt4clog"}) {
    void* const stream = ::dlsym(RTLD_DEFAULT, name);
    if (flush != nullptr && isConstructed(stream)) (void)flush(stream);
  }
}

/// All that it has written is counted, also to files that are closed again: a copy does not repeat
/// it, and a fresh process does.
bool hasWrittenNothing(const Reason& reason) noexcept {
  flushStandardStreams();
  if (::__fpending(stdout) != 0 || ::__fpending(stderr) != 0)
    return reason("it has output before main");
  std::FILE* const counts = std::fopen("/proc/self/io", "re");
  char line[80];
  long long written = -1;
  while (counts != nullptr && std::fgets(line, sizeof line, counts) != nullptr) {
    if (std::strncmp(line, "wchar:", 6) == 0) written = std::atoll(line + 6);
  }
  if (counts != nullptr) (void)std::fclose(counts);
  if (written < 0) return reason("it cannot be seen what it has written");
  return written == 0 || reason("it has written %lld bytes before main", written);
}

bool hasNoTimers(const Reason& reason) noexcept {
  for (const auto timer : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) {
    itimerval value = {};
    if (::getitimer(timer, &value) != 0 || timerisset(&value.it_value))
      return reason("it has set a timer before main");
  }
  std::FILE* const timers = std::fopen("/proc/self/timers", "re");
  if (timers == nullptr) return reason("its timers cannot be seen");
  const bool any = std::fgetc(timers) != EOF;
  (void)std::fclose(timers);
  return !any || reason("it has made a timer before main");
}

bool hasNoSignals(const Reason& reason) noexcept {
  sigset_t pending;
  if (::sigpending(&pending) == 0 && ::sigisemptyset(&pending) != 0) return true;
  return reason("a signal waits for it before main");
}

bool hasNoSanitizer(const Reason& reason) noexcept {
  for (const char* name : {"__asan_init", "__tsan_init", "__msan_init", "__lsan_init",
                           "__hwasan_init", "__llvm_profile_runtime"}) {
    if (::dlsym(RTLD_DEFAULT, name) != nullptr) return reason("it has a runtime (%s)", name);
  }
  return true;
}

}  // namespace

Descriptors presentDescriptors() noexcept {
  Descriptors found = {};
  for (int fd = 0; fd < standardDescriptors; ++fd) {
    struct stat file = {};
    if (::fstat(fd, &file) == 0)
      found.of[fd] = {file.st_dev, file.st_ino,
                      ::fcntl(fd, F_GETFL) | (::fcntl(fd, F_GETFD) << 24)};
  }
  return found;
}

bool isSafe(const Descriptors& before, int socket, char* text, std::size_t size) noexcept {
  const Reason reason{text, size};
  if (const char* const why = whyNotCopied()) return reason("%s", why);
  if (askedForNumber) return reason("it asks for its process number before main");
  return hasNoSanitizer(reason) && hasWrittenNothing(reason) && hasOneThread(reason) &&
         hasNoChildren(reason) && hasNoDescriptors(before, socket, reason) && hasNoTimers(reason) &&
         hasNoSignals(reason) && hasNoSharedMemory(reason);
}

}  // namespace trial::frameworks::warm
