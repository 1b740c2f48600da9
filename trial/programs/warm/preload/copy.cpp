#include <trial/programs/warm/preload/copy.hpp>

#include <cerrno>
#include <cstddef>

#include <dlfcn.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

using Handler = void (*)();

struct Handlers {
  Handler prepare;
  Handler parent;
  Handler child;
};

constexpr std::size_t mostHandlers = 128;
Handlers registered[mostHandlers];
std::size_t registeredCount = 0;
bool tooMany = false;

/// The library that registered it may be closed by now.
void callHandler(Handler handler) noexcept {
  Dl_info info;
  if (handler != nullptr && ::dladdr(reinterpret_cast<void*>(handler), &info) != 0) handler();
}

}  // namespace

/// What `pthread_atfork` calls. The C library runs the handlers only in its own `fork`, which
/// cannot make a child of another process.
extern "C" __attribute__((visibility("default"))) int __register_atfork(Handler prepare,
                                                                        Handler parent,
                                                                        Handler child,
                                                                        void* library) {
  if (registeredCount == mostHandlers) {
    tooMany = true;
  } else {
    registered[registeredCount++] = {prepare, parent, child};
  }
  using Register = int (*)(Handler, Handler, Handler, void*);
  const auto real = reinterpret_cast<Register>(::dlsym(RTLD_NEXT, "__register_atfork"));
  return real == nullptr ? ENOSYS : real(prepare, parent, child, library);
}

namespace trial::frameworks::warm {

namespace {

/// Where the C library keeps the number of this thread, which the kernel sets in a copy.
int* threadNumber() noexcept {
  int* address = nullptr;
  if (::prctl(PR_GET_TID_ADDRESS, &address) != 0 || address == nullptr) return nullptr;
  return *address == ::gettid() ? address : nullptr;
}

struct RobustList {
  void* head = nullptr;
  std::size_t size = 0;
};

RobustList robustList() noexcept {
  RobustList list;
  if (::syscall(SYS_get_robust_list, 0, &list.head, &list.size) != 0) return {};
  return list;
}

long makeCopy(int* number) noexcept {
  constexpr unsigned long flags = CLONE_PARENT | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
#if defined(__x86_64__)
  return ::syscall(SYS_clone, flags, 0, 0, number, 0);
#elif defined(__aarch64__) || defined(__riscv)
  return ::syscall(SYS_clone, flags, 0, 0, 0, number);
#else
  clone_args arguments = {};
  arguments.flags = flags;
  arguments.child_tid = reinterpret_cast<std::size_t>(number);
  return ::syscall(SYS_clone3, &arguments, sizeof arguments);
#endif
}

}  // namespace

const char* whyNotCopied() noexcept {
  if (tooMany) return "it has too many handlers of pthread_atfork";
  if (threadNumber() == nullptr) return "its C library is not known";
  const auto robust = robustList();
  // An empty list points to itself.
  if (robust.head != nullptr && *static_cast<void**>(robust.head) != robust.head)
    return "it holds a robust mutex";
  return nullptr;
}

pid_t copyProcess() noexcept {
  int* const number = threadNumber();
  if (number == nullptr) return -EINVAL;
  const auto robust = robustList();
  const std::size_t count = registeredCount;
  for (std::size_t i = count; i > 0; --i) callHandler(registered[i - 1].prepare);
  const long pid = makeCopy(number);
  const int error = errno;
  if (pid == 0 && robust.head != nullptr)
    (void)::syscall(SYS_set_robust_list, robust.head, robust.size);
  for (std::size_t i = 0; i < count; ++i)
    callHandler(pid == 0 ? registered[i].child : registered[i].parent);
  return pid < 0 ? -error : static_cast<pid_t>(pid);
}

}  // namespace trial::frameworks::warm
