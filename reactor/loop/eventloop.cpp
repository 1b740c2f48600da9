#include <reactor/loop/eventloop.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <event2/event.h>
#include <fmt/format.h>
#include <sys/time.h>

#include <reactor/error.hpp>
#include <reactor/failure.hpp>
#include <reactor/log.hpp>
#include <reactor/spew.hpp>

namespace reactor {

namespace {

struct FreeEvent {
  void operator()(event* e) const noexcept { ::event_free(e); }
};
struct FreeBase {
  void operator()(event_base* base) const noexcept { ::event_base_free(base); }
};
struct FreeConfig {
  void operator()(event_config* config) const noexcept { ::event_config_free(config); }
};
using EventPtr = std::unique_ptr<event, FreeEvent>;
using BasePtr = std::unique_ptr<event_base, FreeBase>;

/// The last log message of libevent, which reports the reason of a failure in no other way.
std::string& lastMessage() {
  static thread_local std::string text;
  return text;
}

BasePtr makeBase(const std::string& method) {
  const std::unique_ptr<event_config, FreeConfig> config(::event_config_new());
  if (!config) throw std::bad_alloc();
  (void)::event_config_set_flag(config.get(), EVENT_BASE_FLAG_NOLOCK);
  if (!method.empty()) {
    bool known = false;
    for (const char** name = ::event_get_supported_methods(); *name != nullptr; ++name) {
      if (method == *name) {
        known = true;
      } else {
        (void)::event_config_avoid_method(config.get(), *name);
      }
    }
    if (!known) throw std::invalid_argument(fmt::format("no event method '{}' here", method));
  }
  ::event_set_log_callback([](int severity, const char* text) {
    lastMessage() = text;
    if (severity < EVENT_LOG_WARN)
      std::fprintf(stderr, "libevent: %s\n", text);  // debug output that the user has enabled
  });
  BasePtr base(::event_base_new_with_config(config.get()));
  ::event_set_log_callback(nullptr);
  if (!base) throw std::runtime_error(lastMessage());
  return base;
}

timeval toTimeval(double seconds) {
  constexpr double longest = 1e6;  // an early return is harmless: the caller waits again
  const double micros = std::ceil(std::min(seconds, longest) * 1e6);
  const auto whole = static_cast<std::int64_t>(micros);
  return {static_cast<time_t>(whole / 1'000'000), static_cast<suseconds_t>(whole % 1'000'000)};
}

/// One direction of one descriptor.
struct Watched {
  IFileDescriptor* descriptor;
  IReadDescriptor* reader;
  IWriteDescriptor* writer;
  bool own;
  std::uint64_t number;
  EventPtr event{};
  bool ready = false;
  bool removed = false;
};
using WatchedPtr = std::shared_ptr<Watched>;

template <class Map, class Get>
auto inOrder(const Map& map, Get get) {
  std::vector<const Watched*> found;
  for (const auto& entry : map) {
    if (!entry.second->own) found.push_back(entry.second.get());
  }
  std::sort(found.begin(), found.end(),
            [](const Watched* a, const Watched* b) { return a->number < b->number; });
  std::vector<decltype(get(*found.front()))> result;
  result.reserve(found.size());
  for (const auto* watched : found) result.push_back(get(*watched));
  return result;
}

void tellLost(IFileDescriptor& descriptor, const Failure& reason) noexcept {
  try {
    descriptor.connectionLost(reason);
  } catch (...) {
    log::err(Failure(), "While telling a descriptor that its connection was lost");
  }
}

}  // namespace

struct EventLoop::Impl {
  explicit Impl(const std::string& method)
      : base(makeBase(method)), timer(::event_new(base.get(), -1, 0, wakeUp, nullptr)) {
    if (!timer) throw std::bad_alloc();
  }

  static void wakeUp(evutil_socket_t, short, void*) {}

  static void noteReady(evutil_socket_t, short, void* argument) {
    auto& [loop, watched] = *static_cast<Entry*>(argument);
    watched->ready = true;
    loop->ready.push_back(watched);
  }

  struct Entry {
    Impl* loop;
    WatchedPtr watched;
    const WatchedPtr& operator->() const noexcept { return watched; }
    Watched* get() const noexcept { return watched.get(); }
  };

  template <class Descriptor>
  using Map = std::unordered_map<Descriptor*, Entry>;

  template <class Descriptor>
  void add(Map<Descriptor>& map, Descriptor& descriptor, short what, bool own) {
    const auto [at, isNew] = map.try_emplace(&descriptor);
    if (!isNew) return;
    try {
      auto watched =
          std::make_shared<Watched>(Watched{&descriptor, nullptr, nullptr, own, ++lastNumber});
      if constexpr (std::is_same_v<Descriptor, IReadDescriptor>) {
        watched->reader = &descriptor;
      } else {
        watched->writer = &descriptor;
      }
      at->second = Entry{this, watched};
      const int fd = descriptor.fileno();
      errno = EBADF;
      // libevent gets the address of the entry, which is stable while it is in the map.
      const auto flags = static_cast<short>(what | EV_PERSIST);
      if (fd >= 0) watched->event.reset(::event_new(base.get(), fd, flags, noteReady, &at->second));
      if (!watched->event || ::event_add(watched->event.get(), nullptr) != 0) {
        throw std::system_error(
            errno, std::system_category(),
            fmt::format("cannot watch descriptor {}, {}", fd, descriptor.str()));
      }
    } catch (...) {
      map.erase(at);
      throw;
    }
  }

  template <class Descriptor>
  void remove(Map<Descriptor>& map, Descriptor* descriptor) noexcept {
    const auto found = map.find(descriptor);
    if (found == map.end()) return;
    found->second->removed = true;
    found->second->event.reset();
    map.erase(found);
  }

  void removeBoth(IFileDescriptor& descriptor) noexcept {
    remove(readers, dynamic_cast<IReadDescriptor*>(&descriptor));
    remove(writers, dynamic_cast<IWriteDescriptor*>(&descriptor));
  }

  void serve(const Watched& watched) {
    if (detail::spewing) {
      detail::spew(fmt::format("{} is ready to be {}", watched.descriptor->str(),
                               watched.reader != nullptr ? "read" : "written"));
    }
    try {
      if (watched.reader != nullptr) {
        watched.reader->doRead();
      } else {
        watched.writer->doWrite();
      }
    } catch (...) {
      const Failure failure;
      log::err(failure);
      if (watched.removed) return;  // it may have been destroyed
      auto& descriptor = *watched.descriptor;
      removeBoth(descriptor);
      tellLost(descriptor, failure);
    }
  }

  BasePtr base;
  EventPtr timer;
  Map<IReadDescriptor> readers;
  Map<IWriteDescriptor> writers;
  std::vector<WatchedPtr> ready;
  std::uint64_t lastNumber = 0;
};

EventLoop::EventLoop(const std::string& method) : impl_(std::make_unique<Impl>(method)) {}

EventLoop::~EventLoop() = default;

void EventLoop::addReader(IReadDescriptor& reader, bool own) {
  impl_->add(impl_->readers, reader, EV_READ, own);
}

void EventLoop::addWriter(IWriteDescriptor& writer) {
  impl_->add(impl_->writers, writer, EV_WRITE, false);
}

void EventLoop::removeReader(IReadDescriptor& reader) noexcept {
  impl_->remove(impl_->readers, &reader);
}

void EventLoop::removeWriter(IWriteDescriptor& writer) noexcept {
  impl_->remove(impl_->writers, &writer);
}

std::vector<IFileDescriptor*> EventLoop::removeAll() {
  std::vector<IFileDescriptor*> all;
  for (auto* reader : readers()) all.push_back(reader);
  for (auto* writer : writers()) {
    IFileDescriptor* descriptor = writer;
    if (std::find(all.begin(), all.end(), descriptor) == all.end()) all.push_back(descriptor);
  }
  for (auto* descriptor : all) impl_->removeBoth(*descriptor);
  return all;
}

std::vector<IReadDescriptor*> EventLoop::readers() const {
  return inOrder(impl_->readers, [](const Watched& watched) { return watched.reader; });
}

std::vector<IWriteDescriptor*> EventLoop::writers() const {
  return inOrder(impl_->writers, [](const Watched& watched) { return watched.writer; });
}

void EventLoop::wait(std::optional<double> seconds) {
  auto& impl = *impl_;
  int flags = EVLOOP_ONCE | EVLOOP_NO_EXIT_ON_EMPTY;
  if (seconds && *seconds <= 0) {
    flags = EVLOOP_ONCE | EVLOOP_NONBLOCK;
  } else if (seconds) {
    const timeval time = toTimeval(*seconds);
    (void)::event_add(impl.timer.get(), &time);
  }
  (void)::event_base_loop(impl.base.get(), flags);
  if (seconds) (void)::event_del(impl.timer.get());

  // A callback may turn the loop again, which serves the rest and resets their `ready`.
  auto ready = std::exchange(impl.ready, {});
  for (const auto& watched : ready) {
    if (watched->removed || !std::exchange(watched->ready, false)) continue;
    impl.serve(*watched);
  }
  ready.clear();
  if (impl.ready.empty()) impl.ready = std::move(ready);  // keeps the memory
}

void EventLoop::disconnectAll() {
  const Failure reason(ConnectionLost("Connection lost"));
  // One by one, since connectionLost may remove and destroy others.
  for (;;) {
    IFileDescriptor* next = nullptr;
    if (const auto left = readers(); !left.empty()) {
      next = left.front();
    } else if (const auto more = writers(); !more.empty()) {
      next = more.front();
    } else {
      return;
    }
    impl_->removeBoth(*next);
    tellLost(*next, reason);
  }
}

void EventLoop::reinitialise() { (void)::event_reinit(impl_->base.get()); }

}  // namespace reactor
