/// Shared by the tests of this layer: a recorded log, watched Deferreds, commands, two connected
/// peers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <protocols/amp.hpp>
#include <protocols/testing.hpp>
#include <reactor/defer.hpp>
#include <reactor/error.hpp>
#include <reactor/log.hpp>

namespace support {

/// Records the log. Its destructor fails the test for logged errors that it has not taken.
class Log {
 public:
  Log()
      : id_(reactor::log::addObserver([this](const reactor::log::Event& event) {
          if (event.isError) {
            if (event.failure) errors.push_back(*event.failure);
          } else {
            messages.push_back(event.message);
          }
        })) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log() {
    reactor::log::removeObserver(id_);
    for (const auto& error : errors) {
      BOOST_ERROR("logged: " << error.type() << ": " << error.getErrorMessage());
    }
  }
  /// Removes the logged errors of this type, as expected ones, and returns their number.
  template <class E>
  std::size_t take() {
    const auto first = std::stable_partition(
        errors.begin(), errors.end(), [](const auto& error) { return !error.template is<E>(); });
    const auto count = static_cast<std::size_t>(errors.end() - first);
    errors.erase(first, errors.end());
    return count;
  }

  std::vector<reactor::Failure> errors;
  std::vector<std::string> messages;

 private:
  reactor::log::ObserverID id_;
};

/// Records the result of a Deferred and handles its failure.
template <class T>
class Watched {
 public:
  explicit Watched(const reactor::Deferred<T>& d) : result_(std::make_shared<Slot>()) {
    d.addBoth([slot = result_](reactor::Result<T> result) { slot->emplace(std::move(result)); });
  }
  [[nodiscard]] bool fired() const { return result_->has_value(); }
  const auto& value() const {
    BOOST_TEST_REQUIRE(fired());
    if (const auto* failure = std::get_if<1>(&**result_)) {
      BOOST_FAIL("failed: " << failure->type() << ": " << failure->getErrorMessage());
    }
    return std::get<0>(**result_);
  }
  [[nodiscard]] const reactor::Failure& failure() const {
    BOOST_TEST_REQUIRE(fired());
    BOOST_TEST_REQUIRE((*result_)->index() == 1U);
    return std::get<1>(**result_);
  }

 private:
  using Slot = std::optional<reactor::Result<T>>;
  std::shared_ptr<Slot> result_;
};
template <class T>
Watched(const reactor::Deferred<T>&) -> Watched<T>;

class GreetingError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class FarewellError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class FatalError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Hello : protocols::Command {
  using Arguments =
      protocols::Args<protocols::Arg<"name", protocols::NativeString>,
                      protocols::Arg<"times", protocols::Optional<protocols::Integer>>>;
  struct Response {
    std::string greeting;
    std::optional<std::int64_t> count = std::nullopt;
    using Layout = protocols::Fields<
        protocols::Field<"greeting", protocols::NativeString, &Response::greeting>,
        protocols::Field<"count", protocols::Optional<protocols::Integer>, &Response::count>>;
  };
  using Errors = protocols::ErrorCodes<protocols::ErrorCode<GreetingError, "GREETING">>;
  using FatalErrors = protocols::ErrorCodes<protocols::ErrorCode<FatalError, "FATAL">>;
};

struct Notify : protocols::Command {
  using Arguments = protocols::Args<protocols::Arg<"text", protocols::NativeString>>;
  static constexpr bool requiresAnswer = false;
};

/// Two peers and their connection, without responders.
struct Pair {
  explicit Pair(protocols::testing::Delivery delivery = {},
                const protocols::Limits& limits = protocols::Limits())
      : client(limits), server(limits), wire(client, server, delivery) {}
  Log log;
  protocols::AMP client;
  protocols::AMP server;
  protocols::testing::ConnectedPair wire;
};

/// A message: its length and `body`.
inline std::string framed(const std::string& body) {
  std::string message(4, '\0');
  for (std::size_t i = 0; i < 4; ++i) message[i] = static_cast<char>(body.size() >> (8 * (3 - i)));
  return message + body;
}

}  // namespace support
