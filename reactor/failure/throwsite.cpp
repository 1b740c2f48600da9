#include <reactor/failure/throwsite.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <typeinfo>

#include <dlfcn.h>
#include <unwind.h>

#include <reactor/api.hpp>

namespace reactor::detail {

namespace {

/// A call in progress: an address in the calling function, and that function's stack frame.
struct Call {
  std::uintptr_t address = 0;
  std::uintptr_t stack = 0;
  friend bool operator==(const Call&, const Call&) = default;
};

constexpr std::size_t mostCalls = 64;

/// The calls that led to a throw, innermost first; the outermost ones are dropped beyond
/// `mostCalls`.
struct Throw {
  const void* exception = nullptr;
  std::size_t count = 0;
  bool fromHandler = false;  // the calls above the handler have been removed already
  std::array<Call, mostCalls> calls;
};

/// The last throws of this thread. Initialised at compile time, because code may throw at any time.
struct Throws {
  std::array<Throw, 8> all;
  std::size_t next = 0;

  Throw* find(const void* exception) {
    const auto found = std::ranges::find(all, exception, &Throw::exception);
    return found == all.end() ? nullptr : &*found;
  }
  Throw& make(const void* exception) {
    Throw* made = find(exception);
    if (made == nullptr) made = &all[next++ % all.size()];
    made->exception = exception;
    made->count = 0;
    made->fromHandler = false;
    return *made;
  }
};

constinit thread_local Throws throws;

template <class Visit>
void walk(Visit visit) {
  const auto step = [](_Unwind_Context* context, void* argument) {
    int beforeCall = 0;
    auto address = static_cast<std::uintptr_t>(_Unwind_GetIPInfo(context, &beforeCall));
    if (beforeCall == 0) --address;  // a return address: step back into the call
    const auto stack = static_cast<std::uintptr_t>(_Unwind_GetCFA(context));
    return (*static_cast<Visit*>(argument))(Call{address, stack}) ? _URC_NO_REASON
                                                                  : _URC_END_OF_STACK;
  };
  _Unwind_Backtrace(step, &visit);
}

/// `site` is the return address of the call to __cxa_throw.
void noteThrow(const void* exception, const void* site) {
  Throw& made = throws.make(exception);
  const auto throwing = reinterpret_cast<std::uintptr_t>(site) - 1;
  walk([&made, throwing](const Call& call) {
    if (made.count > 0 || call.address == throwing) made.calls[made.count++] = call;
    return made.count < mostCalls;
  });
}

template <class Function>
Function* next(const char* name) {
  void* found = dlsym(RTLD_NEXT, name);
  if (found == nullptr) std::abort();  // the C++ library is not there
  return reinterpret_cast<Function*>(found);
}

}  // namespace

Addresses thrownFrom(const void* exception) {
  const Throw* thrown = throws.find(exception);
  if (thrown == nullptr) return {};
  const auto calls = std::span(thrown->calls).first(thrown->count);
  auto end = calls.end();
  if (!thrown->fromHandler) {
    // The innermost caller that is in the same call as at the throw: the function that it called
    // has the handler, so the frames from this caller on are left out.
    walk([&](const Call& call) {
      const auto same = std::ranges::find(calls, call);
      if (same == calls.end()) return true;
      if (same != calls.begin()) end = same;
      return false;
    });
  }
  Addresses addresses;
  for (const auto& call : std::span(calls.begin(), end)) addresses.push_back(call.address);
  return addresses;
}

void rememberThrow(const void* exception, const Addresses& from) noexcept {
  if (from.empty()) return;
  Throw& made = throws.make(exception);
  made.fromHandler = true;
  for (const auto address : from) made.calls[made.count++] = {address, 0};
}

}  // namespace reactor::detail

// Declared as in the C++ library. All code of the program calls these, because symbols are looked
// up in this library before the C++ library. If that is not so, failures have no frames.
namespace __cxxabiv1 {

extern "C" {

TRIAL_DIST_API void* __cxa_allocate_exception(std::size_t size) noexcept {
  static auto* const allocate =
      reactor::detail::next<void*(std::size_t)>("__cxa_allocate_exception");
  void* exception = allocate(size);
  // An earlier exception at the same address does not exist any more.
  if (auto* earlier = reactor::detail::throws.find(exception)) earlier->exception = nullptr;
  return exception;
}

[[noreturn]] TRIAL_DIST_API void __cxa_throw(void* exception, std::type_info* type,
                                             void (*destroy)(void*)) {
  using Function = void(void*, std::type_info*, void (*)(void*));
  static auto* const raise = reactor::detail::next<Function>("__cxa_throw");
  reactor::detail::noteThrow(exception, __builtin_return_address(0));
  raise(exception, type, destroy);
  __builtin_unreachable();
}

}  // extern "C"

}  // namespace __cxxabiv1
