// The work of benchmarks/reactor: does the piece of work that the argument names. Prints the
// seconds that it took and the number of its allocations.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>

#include <spawn.h>
#include <sys/wait.h>

#include <reactor/coroutine.hpp>
#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/protocol.hpp>
#include <reactor/task.hpp>

namespace {

std::atomic<unsigned long> allocations{0};

using reactor::Deferred;

void fire() {
  for (int i = 0; i < 100'000; ++i) {
    const Deferred<int> d;
    for (int k = 0; k < 10; ++k) d.addCallback([](int n) { return n + 1; });
    d.callback(i);
  }
}

void chain() {
  for (int i = 0; i < 100; ++i) {
    const Deferred<int> first;
    Deferred<int> last = first;
    for (int k = 0; k < 1'000; ++k) {
      const Deferred<int> next;
      next.addCallback([last](int) { return last; });
      next.callback(k);
      last = next;
    }
    first.callback(i);
  }
}

Deferred<long> awaitMany(int count) {
  long sum = 0;
  for (int i = 0; i < count; ++i) {
    auto ready = reactor::succeed(i);
    sum += co_await std::move(ready);
  }
  co_return sum;
}
void await() {
  awaitMany(100'000).addCallback([](long) {});
}

void cooperate() {
  auto& loop = reactor::defaultReactor();
  int left = 1'000'000;
  const auto task = reactor::cooperate([&left]() -> std::optional<Deferred<void>> {
    if (left-- == 0) return std::nullopt;
    return Deferred<void>(nullptr);
  });
  task->whenDone().addCallback([&loop] { loop.stop(); });
  loop.run();
}

void callLater() {
  auto& loop = reactor::defaultReactor();
  int left = 10'000;
  for (int i = 0; i < 10'000; ++i) {
    loop.callLater((i * 7919 % 10'000) * 1e-7, [&] {
      if (--left == 0) loop.stop();
    });
  }
  loop.run();
}

class Reaped final : public reactor::ProcessProtocol {
 public:
  explicit Reaped(std::function<void()> then) : then_(std::move(then)) {}
  void processEnded(reactor::Failure) override { then_(); }

 private:
  std::function<void()> then_;
};

/// Starts them two at a time.
void spawn() {
  auto& loop = reactor::defaultReactor();
  int left = 500;
  int running = 0;
  std::function<void()> next = [&] {
    if (left == 0) {
      if (running == 0) loop.stop();
      return;
    }
    --left;
    ++running;
    loop.spawnProcess(std::make_shared<Reaped>([&] {
                        --running;
                        next();
                      }),
                      "/bin/true", {"true"}, reactor::Environment());
  };
  loop.callWhenRunning([&] {
    next();
    next();
  });
  loop.run();
}

/// The same work with bare system calls.
void posixSpawn() {
  int left = 500;
  int running = 0;
  const auto next = [&] {
    if (left == 0) return;
    --left;
    ++running;
    char name[] = "true";
    char* const arguments[] = {name, nullptr};
    char* const environment[] = {nullptr};
    pid_t pid = 0;
    if (posix_spawn(&pid, "/bin/true", nullptr, nullptr, arguments, environment) != 0) std::abort();
  };
  next();
  next();
  while (running > 0 && waitpid(-1, nullptr, 0) > 0) {
    --running;
    next();
  }
}

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main(int argc, char** argv) {
  const std::map<std::string, void (*)()> work = {
      {"fire", fire},
      {"chain", chain},
      {"await", await},
      {"cooperate", cooperate},
      {"callLater", callLater},
      {"spawn", spawn},
      {"posixSpawn", posixSpawn},
  };
  const auto found = argc == 2 ? work.find(argv[1]) : work.end();
  if (found == work.end()) {
    std::fprintf(stderr, "usage: reactor_work WORK\n");
    return 1;
  }
  const auto before = allocations.load();
  const auto begin = std::chrono::steady_clock::now();
  found->second();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.9f %lu\n", took.count(), allocations.load() - before);
  return 0;
}
