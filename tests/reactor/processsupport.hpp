/// Shared by the tests of processes: a protocol that records its calls.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <reactor/error.hpp>
#include <reactor/failure.hpp>
#include <reactor/libevent.hpp>
#include <reactor/protocol.hpp>

namespace support {

class NotingProtocol : public reactor::ProcessProtocol {
 public:
  void connectionMade() override {
    events.emplace_back("connectionMade");
    if (onMade) onMade();
  }
  void childDataReceived(int childFD, std::string_view data) override {
    events.push_back("data " + std::to_string(childFD));
    received[childFD] += data;
    reactor::ProcessProtocol::childDataReceived(childFD, data);
    if (onData) onData();
  }
  void outReceived(std::string_view data) override { out += data; }
  void errReceived(std::string_view data) override { err += data; }
  void childConnectionLost(int childFD) override {
    events.push_back("lost " + std::to_string(childFD));
    reactor::ProcessProtocol::childConnectionLost(childFD);
    if (onLost) onLost(childFD);
  }
  void inConnectionLost() override { events.emplace_back("inConnectionLost"); }
  void outConnectionLost() override { events.emplace_back("outConnectionLost"); }
  void errConnectionLost() override { events.emplace_back("errConnectionLost"); }
  void processExited(reactor::Failure why) override {
    events.emplace_back("exited");
    exitReason = std::move(why);
    if (onExited) onExited();
  }
  void processEnded(reactor::Failure why) override {
    events.emplace_back("ended");
    endReason = std::move(why);
    if (onEnded) onEnded();
  }

  [[nodiscard]] std::size_t count(const std::string& event) const {
    return static_cast<std::size_t>(std::count(events.begin(), events.end(), event));
  }
  /// The index of an event, which must have occurred.
  [[nodiscard]] std::size_t at(const std::string& event) const {
    const auto found = std::find(events.begin(), events.end(), event);
    BOOST_REQUIRE_MESSAGE(found != events.end(), event << " did not come");
    return static_cast<std::size_t>(found - events.begin());
  }

  std::vector<std::string> events;
  std::map<int, std::string> received;
  std::string out;
  std::string err;
  std::optional<reactor::Failure> exitReason;
  std::optional<reactor::Failure> endReason;
  std::function<void()> onMade;
  std::function<void()> onData;
  std::function<void(int)> onLost;
  std::function<void()> onExited;
  std::function<void()> onEnded;
};
using NotingPtr = std::shared_ptr<NotingProtocol>;

inline NotingPtr noting() { return std::make_shared<NotingProtocol>(); }

/// A reactor that runs scripts of /bin/sh.
struct ShellFixture {
  ShellFixture() {
    // So long that no test waits for it, except those of the grace.
    reactor.setPipeGrace(1000);
  }

  NotingPtr protocol(bool stopsAtEnd = true) {
    auto made = noting();
    if (stopsAtEnd) made->onEnded = [this] { reactor.crash(); };
    return made;
  }
  reactor::ProcessTransportPtr shell(const NotingPtr& noting, const std::string& script,
                                     reactor::ChildFDs childFDs = {},
                                     reactor::SpawnOptions options = {}) {
    return reactor.spawnProcess(noting, "/bin/sh", {"sh", "-c", script}, std::nullopt, std::nullopt,
                                std::nullopt, std::nullopt, false, std::move(childFDs), options);
  }

  reactor::LibeventReactor reactor;
};

/// Checks the order of calls, which is the same for every process with the pipes 0, 1 and 2.
inline void checkOrder(const NotingProtocol& protocol) {
  BOOST_TEST(protocol.at("connectionMade") == 0U);
  BOOST_TEST(protocol.at("ended") == protocol.events.size() - 1);
  for (const char* once : {"connectionMade", "lost 0", "lost 1", "lost 2", "inConnectionLost",
                           "outConnectionLost", "errConnectionLost", "exited", "ended"}) {
    BOOST_TEST(protocol.count(once) == 1U, once << " came " << protocol.count(once) << " times");
  }
  for (std::size_t i = 0; i < protocol.events.size(); ++i) {
    if (protocol.events[i].substr(0, 4) == "data") BOOST_TEST(i < protocol.at("exited"));
  }
}

inline int exitCodeOf(const reactor::Failure& reason) {
  const auto* end = reason.as<reactor::ProcessTerminated>();
  BOOST_REQUIRE(end != nullptr);
  BOOST_TEST(!end->signal.has_value());
  return end->exitCode.value();
}

inline int signalOf(const reactor::Failure& reason) {
  const auto* end = reason.as<reactor::ProcessTerminated>();
  BOOST_REQUIRE(end != nullptr);
  BOOST_TEST(!end->exitCode.has_value());
  return end->signal.value();
}

}  // namespace support
