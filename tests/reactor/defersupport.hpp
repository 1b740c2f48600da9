/// What the tests of Deferreds share: an error, the log as it was, results taken out, counted
/// objects, and a thread whose stack is too small for recursion.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <pthread.h>

#include <boost/test/unit_test.hpp>

#include <reactor/defer.hpp>
#include <reactor/log.hpp>

namespace support {

struct Boom : std::runtime_error {
  Boom() : std::runtime_error("boom") {}
};

/// Records what is logged meanwhile.
class Log {
 public:
  Log()
      : id_(reactor::log::addObserver(
            [this](const reactor::log::Event& event) { events.push_back(event); })) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log() { reactor::log::removeObserver(id_); }

  std::vector<reactor::log::Event> events;

 private:
  reactor::log::ObserverID id_;
};

/// What came out of a Deferred, if anything has; it is taken from there.
template <class T>
std::optional<reactor::Result<T>> resultOf(const reactor::Deferred<T>& d) {
  struct Slot {
    std::optional<reactor::Result<T>> result;
    bool given = false;
  };
  auto slot = std::make_shared<Slot>();
  d.addBoth([slot](reactor::Result<T> result) {
    if (!slot->given) slot->result.emplace(std::move(result));
  });
  slot->given = true;
  return std::move(slot->result);
}

template <class T>
T valueOf(const reactor::Deferred<T>& d) {
  auto result = resultOf(d);
  BOOST_REQUIRE(result.has_value());
  if (auto* failure = std::get_if<1>(&*result)) {
    BOOST_FAIL("failed with " << failure->type() << ": " << failure->getErrorMessage());
  }
  if constexpr (!std::is_void_v<T>) return std::get<0>(std::move(*result));
}

template <class T>
reactor::Failure failureOf(const reactor::Deferred<T>& d) {
  auto result = resultOf(d);
  BOOST_REQUIRE(result.has_value());
  BOOST_REQUIRE(result->index() == 1);
  return std::get<1>(std::move(*result));
}

/// How many of them there are.
class Counted {
 public:
  Counted() { ++alive; }
  Counted(const Counted&) { ++alive; }
  Counted(Counted&&) noexcept { ++alive; }
  Counted& operator=(const Counted&) = default;
  Counted& operator=(Counted&&) noexcept = default;
  ~Counted() { --alive; }

  static inline int alive = 0;
};

/// Calls its function when it is destroyed, unless it was moved from.
template <class F>
class AtEnd {
 public:
  explicit AtEnd(F f) : f_(std::move(f)) {}
  AtEnd(AtEnd&& other) noexcept : f_(std::exchange(other.f_, std::nullopt)) {}
  AtEnd& operator=(AtEnd&&) = delete;
  ~AtEnd() {
    if (f_) (*f_)();
  }

 private:
  std::optional<F> f_;
};

#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::size_t smallStack = 1024 * 1024;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr std::size_t smallStack = 1024 * 1024;
#else
inline constexpr std::size_t smallStack = 256 * 1024;
#endif
#else
inline constexpr std::size_t smallStack = 256 * 1024;
#endif

/// As many of everything as are sure to overflow that stack if each takes a frame.
inline constexpr int many = 100'000;

/// Runs `f` on a thread of its own with a small stack and hands on what it throws.
template <class F>
void onSmallStack(F f) {
  struct Call {
    F& f;
    std::exception_ptr error;
  } call{f, nullptr};
  pthread_attr_t attributes;
  BOOST_REQUIRE_EQUAL(pthread_attr_init(&attributes), 0);
  BOOST_REQUIRE_EQUAL(pthread_attr_setstacksize(&attributes, smallStack), 0);
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    auto& todo = *static_cast<Call*>(argument);
    try {
      todo.f();
    } catch (...) {
      todo.error = std::current_exception();
    }
    return nullptr;
  };
  BOOST_REQUIRE_EQUAL(pthread_create(&thread, &attributes, run, &call), 0);
  BOOST_REQUIRE_EQUAL(pthread_join(thread, nullptr), 0);
  BOOST_REQUIRE_EQUAL(pthread_attr_destroy(&attributes), 0);
  if (call.error) std::rethrow_exception(call.error);
}

}  // namespace support
