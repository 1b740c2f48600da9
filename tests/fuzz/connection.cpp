#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <protocols/amp.hpp>
#include <protocols/error.hpp>
#include <protocols/testing.hpp>
#include <reactor/error.hpp>
#include <reactor/log.hpp>

#include "require.hpp"
#include "targets.hpp"

namespace fuzz {

namespace {

using namespace protocols;

struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Echo : Command {
  using Arguments = Args<Arg<"d", String>>;
  struct Response {
    std::string data;
    using Layout = Fields<Field<"d", String, &Response::data>>;
  };
  using Errors = ErrorCodes<ErrorCode<Refused, "REFUSED">>;
};
struct Later : Echo {
  static constexpr std::string_view commandName = "Later";
};
struct Fail : Command {
  using Arguments = Args<Arg<"k", Integer>>;
  using Errors = Echo::Errors;
};
struct Note : Command {
  using Arguments = Args<Arg<"t", Unicode>, Arg<"l", Optional<ListOf<Float>>>>;
  static constexpr bool requiresAnswer = false;
};

Limits small() {
  Limits limits;
  limits.messageSize = 512;
  limits.nesting = 4;
  limits.fields = 16;
  limits.values = 64;
  limits.unanswered = 8;
  limits.outstanding = 16;
  limits.unread = 1024;
  return limits;
}

std::string framed(std::string_view body) {
  std::string message(lengthSize, '\0');
  message[2] = static_cast<char>(body.size() >> 8);
  message[3] = static_cast<char>(body.size());
  return message.append(body);
}

class Peer {
 public:
  Peer() : amp(small()) {
    amp.responder<Echo>([](std::string data) { return Echo::Response{std::move(data)}; });
    amp.responder<Later>([this](const std::string&) { return waiting.emplace_back(); });
    amp.responder<Fail>([](std::int64_t kind) {
      if (kind == 0) throw Refused("no");
      throw RemoteAmpError("OTHER", "no", kind == 1);
    });
    amp.responder<Note>([](const std::string&, const std::optional<std::vector<double>>&) {});
    amp.responder("box", [](Box box) { return box; });
    amp.responder("quit", [](Box box) { return QuitBox(std::move(box.fields)); });
    amp.responder("reenter", [this](const Box& box) {
      call<Echo>("again");
      amp.dataReceived(box.get<std::string>("d"));
      return Box();
    });
  }

  template <class C, class... A>
  void call(const A&... arguments) {
    watch(amp.callRemote<C>(arguments...));
  }
  template <class D>
  void watch(const D& answer) {
    ++asked;
    answer.addBoth([this](const auto&) { ++ended; });
    cancels.push_back([answer] { answer.cancel(); });
  }
  void callBox(std::string_view command, std::string data) {
    Box box;
    box.fields["d"] = std::move(data);
    watch(*amp.callRemoteString(command, true, box));
  }
  /// Cancels the oldest call. Cancelling one that was answered has no effect.
  void cancelOldest() {
    if (cancels.empty()) return;
    const auto cancel = std::move(cancels.front());
    cancels.pop_front();
    cancel();
  }
  /// Begins to hold boxes back, or ends it.
  void toggleCork() {
    if (cork) {
      cork.reset();
    } else {
      cork.emplace(amp);
    }
  }
  void answerOldest(bool fail) {
    if (waiting.empty()) return;
    const auto answer = waiting.front();
    waiting.pop_front();
    if (fail) {
      answer.errback(Refused("late"));
    } else {
      answer.callback(Echo::Response{"late"});
    }
  }

  // Used by callbacks, so these are destroyed after the AMP.
  int asked = 0;
  int ended = 0;
  std::deque<reactor::Deferred<Echo::Response>> waiting;
  std::deque<std::function<void()>> cancels;
  AMP amp;
  std::optional<AMP::Corked> cork;
};

/// Reads actions and their arguments from the input.
class Script {
 public:
  explicit Script(std::string_view input) : input_(input) {}
  [[nodiscard]] bool atEnd() const { return input_.empty(); }
  std::size_t number() {
    if (input_.empty()) return 0;
    const auto value = static_cast<unsigned char>(input_.front());
    input_.remove_prefix(1);
    return value;
  }
  /// The next byte is a size; returns that many bytes, or those that are left.
  std::string_view bytes() {
    const auto taken = input_.substr(0, number());
    input_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view input_;
};

/// Drops log events while it lives: invalid input makes many.
class QuietLog {
 public:
  QuietLog() : id_(reactor::log::addObserver([](const reactor::log::Event&) {})) {}
  QuietLog(const QuietLog&) = delete;
  QuietLog& operator=(const QuietLog&) = delete;
  ~QuietLog() { reactor::log::removeObserver(id_); }

 private:
  reactor::log::ObserverID id_;
};

void step(Script& script, Peer& one, Peer& other, testing::ConnectedPair& wire) {
  switch (script.number() % 17) {
    case 0: return one.call<Echo>(script.bytes());
    case 1: return one.call<Echo>(std::string(4 * script.number(), 'x'));
    case 2: return one.call<Later>(script.bytes());
    case 3: return one.call<Fail>(static_cast<int>(script.number() % 3));
    case 4: {
      try {
        one.amp.callRemote<Note>(script.bytes());
      } catch (const AmpError&) {  // too long, or over a limit
      }
      return;
    }
    case 5: return one.callBox("box", std::string(script.bytes()));
    case 6: return one.answerOldest(script.number() % 2 == 0);
    case 7: return one.amp.dataReceived(script.bytes());
    case 8: return one.amp.dataReceived(framed(script.bytes()));
    case 9: {
      for (auto left = script.number() % 64; left > 0 && wire.pump(); --left) continue;
      return;
    }
    case 10: return wire.flush();
    case 11: {
      Box box;
      box.fields["d"] = std::string(script.bytes());
      try {
        one.amp.sendBox(box);
      } catch (const AmpError&) {
      } catch (const reactor::ConnectionLost&) {
      }
      return;
    }
    case 12: return one.callBox("quit", std::string(script.bytes()));
    case 13: return one.toggleCork();
    case 14: return one.cancelOldest();
    case 15: return one.callBox("reenter", framed(script.bytes()));
    default: {
      if (script.number() % 4 == 0) {
        one.amp.loseConnection();
      } else {
        other.answerOldest(false);
      }
      return;
    }
  }
}

}  // namespace

void connection(std::string_view input) {
  const QuietLog quiet;
  Script script(input);
  testing::Delivery delivery;
  constexpr std::size_t chunks[] = {65536, 1, 7, 64};
  delivery.chunk = chunks[script.number() % 4];
  if (const auto at = script.number(); at > 0) delivery.loseAfter = at * at;
  Peer client;
  Peer server;
  testing::ConnectedPair wire(client.amp, server.amp, delivery);
  const auto limits = small();
  const auto most = limits.unread + limits.messageSize + 1024;
  while (!script.atEnd()) {
    const bool fromClient = script.number() % 2 == 0;
    step(script, fromClient ? client : server, fromClient ? server : client, wire);
    require(wire.clientTransport->written.size() <= most, "what the client sends has a limit");
    require(wire.serverTransport->written.size() <= most, "what the server sends has a limit");
  }
  client.cork.reset();
  server.cork.reset();
  wire.flush();
  wire.lose(reactor::Failure(reactor::ConnectionDone()));
  require(client.ended == client.asked, "each call of the client came to an end, once");
  require(server.ended == server.asked, "each call of the server came to an end, once");
}

}  // namespace fuzz

FUZZ_ENTRY(connection)
