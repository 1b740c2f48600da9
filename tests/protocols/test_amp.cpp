#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <protocols/amp.hpp>
#include <protocols/error.hpp>
#include <reactor/coroutine.hpp>

#include "support.hpp"

using namespace protocols;
using namespace support;
using boost::unit_test::label;

namespace {

using Greeting = Hello::Response;
using Times = std::optional<std::int64_t>;

Greeting greet(const std::string& name, Times times) { return {"hello " + name, times}; }

/// A peer whose class has a name to be logged.
class Greeter : public AMP {
 public:
  Greeter() {
    responder<Hello>([](const std::string& name, Times) { return Greeting{"base " + name}; });
    responder<Notify>([this](std::string text) { notes.push_back(std::move(text)); });
  }
  std::vector<std::string> notes;
};
class LouderGreeter : public Greeter {
 public:
  LouderGreeter() {
    responder<Hello>([](const std::string& name, Times) { return Greeting{"LOUD " + name}; });
  }
};

/// A responder of Hello whose Deferreds the test fires.
struct Slow {
  explicit Slow(AMP& amp) {
    amp.responder<Hello>([this](const std::string& name, Times) {
      names.push_back(name);
      return answers.emplace_back();
    });
  }
  std::vector<std::string> names;
  std::vector<reactor::Deferred<Greeting>> answers;
};

template <class E>
void failsWith(Pair& pair, const std::string& text) {
  pair.server.responder<Hello>([text](const std::string&, Times) -> Greeting { throw E(text); });
}

/// Like `Hello`, but without errors.
struct Clueless : Hello {
  static constexpr std::string_view commandName = "Hello";
  using Errors = ErrorCodes<>;
  using FatalErrors = ErrorCodes<>;
};
/// A Hello whose answer has other types.
struct Mistaken : Command {
  static constexpr std::string_view commandName = "Hello";
  using Arguments = Args<Arg<"name", NativeString>>;
  struct Response {
    std::int64_t greeting = 0;
    using Layout = Fields<Field<"greeting", Integer, &Response::greeting>>;
  };
};
/// A Hello whose argument has another type, or another name.
struct Numbered : Command {
  static constexpr std::string_view commandName = "Hello";
  using Arguments = Args<Arg<"name", Integer>>;
};
struct Nameless : Command {
  static constexpr std::string_view commandName = "Hello";
};
/// A Hello and a Notify of a later version.
struct NewerHello : Command {
  static constexpr std::string_view commandName = "Hello";
  using Arguments = Args<Arg<"mood", ListOf<NativeString>>, Arg<"name", NativeString>>;
  using Response = Hello::Response;
};
/// A Notify that requires an answer.
struct AskingNotify : Notify {
  static constexpr std::string_view commandName = "Notify";
  static constexpr bool requiresAnswer = true;
};
/// A Hello that requires none.
struct SilentHello : Command {
  static constexpr std::string_view commandName = "Hello";
  using Arguments = Hello::Arguments;
  static constexpr bool requiresAnswer = false;
};

reactor::Deferred<Greeting> relay(AMP& amp, std::string name) {
  auto first = co_await amp.callRemote<Hello>(name);
  auto second = co_await amp.callRemote<Hello>(first.greeting);
  co_return second;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AMPTests)

BOOST_AUTO_TEST_CASE(a_call_sends_its_arguments_with_tags_that_count_from_1, *label("AMP-01")) {
  Pair pair;
  Watched first(pair.client.callRemote<Hello>("world", 2));
  Watched second(pair.client.callRemote<Hello>("you"));
  BOOST_TEST(pair.wire.clientTransport->written ==
             framed("\x84\xa8_command\xa5Hello\xa4_ask\x01\xa4name\xa5world\xa5times\x02") +
                 framed("\x83\xa8_command\xa5Hello\xa4_ask\x02\xa4name\xa3you"));
  BOOST_TEST(!first.fired());
}

BOOST_AUTO_TEST_CASE(the_answer_has_the_tag_and_fires_the_deferred, *label("AMP-02")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  Watched answer(pair.client.callRemote<Hello>("world", 3));
  pair.wire.pump();
  BOOST_TEST(answer.value().greeting == "hello world");
  BOOST_TEST(answer.value().count.value() == 3);

  // The bytes that the server writes for the next call.
  Watched next(pair.client.callRemote<Hello>("x"));
  pair.server.dataReceived(std::exchange(pair.wire.clientTransport->written, {}));
  BOOST_TEST(pair.wire.serverTransport->written ==
             framed("\x82\xa7_answer\x02\xa8greeting\xa7hello x"));
}

BOOST_AUTO_TEST_CASE(answers_come_in_any_order, *label("AMP-03")) {
  Pair pair;
  Slow server(pair.server);
  Watched first(pair.client.callRemote<Hello>("1"));
  Watched second(pair.client.callRemote<Hello>("2"));
  Watched third(pair.client.callRemote<Hello>("3"));
  pair.wire.flush();
  BOOST_TEST(server.names == (std::vector<std::string>{"1", "2", "3"}),
             boost::test_tools::per_element());
  server.answers[2].callback(Greeting{"c"});
  server.answers[0].callback(Greeting{"a"});
  pair.wire.flush();
  BOOST_TEST(first.value().greeting == "a");
  BOOST_TEST(!second.fired());
  BOOST_TEST(third.value().greeting == "c");
  server.answers[1].callback(Greeting{"b"});
  pair.wire.flush();
  BOOST_TEST(second.value().greeting == "b");
}

BOOST_AUTO_TEST_CASE(a_response_and_a_deferred_look_the_same_to_the_caller, *label("AMP-04")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  Watched direct(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  pair.server.responder<Hello>(
      [](const std::string& name, Times times) { return reactor::succeed(greet(name, times)); });
  Watched fired(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(direct.value().greeting == fired.value().greeting);
}

BOOST_AUTO_TEST_CASE(a_responder_without_response_returns_nothing_or_a_deferred_of_nothing) {
  Pair pair;
  pair.server.responder<AskingNotify>([](const std::string&) {});
  Watched first(pair.client.callRemote<AskingNotify>("x"));
  pair.wire.flush();
  first.value();
  reactor::Deferred<void> done;
  pair.server.responder<AskingNotify>([done](const std::string&) { return done; });
  Watched second(pair.client.callRemote<AskingNotify>("x"));
  pair.wire.flush();
  BOOST_TEST(!second.fired());
  done.callback();
  pair.wire.flush();
  second.value();
}

BOOST_AUTO_TEST_CASE(a_command_that_wants_no_answer_returns_nothing_and_asks_for_nothing,
                     *label("AMP-07")) {
  Pair pair;
  std::vector<std::string> notes;
  pair.server.responder<Notify>([&](std::string text) { notes.push_back(std::move(text)); });
  static_assert(std::is_void_v<decltype(pair.client.callRemote<Notify>("x"))>);
  pair.client.callRemote<Notify>("x");
  BOOST_TEST(pair.wire.clientTransport->written ==
             framed("\x82\xa8_command\xa6Notify\xa4text\xa1x"));
  pair.wire.flush();
  BOOST_TEST(notes.size() == 1U);
  BOOST_TEST(pair.wire.serverTransport->written == "");
  BOOST_TEST(pair.wire.delivered == pair.wire.clientTransport->writes *
                                        framed("\x82\xa8_command\xa6Notify\xa4text\xa1x").size());
  pair.wire.lose(reactor::Failure(reactor::ConnectionDone()));
  pair.client.callRemote<Notify>("y");
  BOOST_TEST(pair.wire.clientTransport->written == "");
}

BOOST_AUTO_TEST_CASE(who_asks_is_answered_whatever_the_command_declares, *label("AMP-08")) {
  Pair pair;
  pair.server.responder<Notify>([](const std::string&) {});
  Watched answer(pair.client.callRemote<AskingNotify>("x"));
  pair.wire.flush();
  answer.value();
}

BOOST_AUTO_TEST_CASE(a_failure_that_nobody_asked_about_is_logged_and_ends_the_connection,
                     *label("AMP-09")) {
  Pair pair;
  failsWith<GreetingError>(pair, "no");
  pair.client.callRemote<SilentHello>("x");
  pair.wire.flush();
  BOOST_TEST(pair.log.take<GreetingError>() == 1U);
  BOOST_TEST(pair.wire.lost());
  Watched later(pair.client.callRemote<Hello>("x"));
  BOOST_TEST(later.failure().is<reactor::ConnectionDone>());
}

BOOST_AUTO_TEST_CASE(a_declared_error_travels_by_name_and_nothing_else_happens, *label("AMP-10")) {
  Pair pair;
  failsWith<GreetingError>(pair, "not today");
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<GreetingError>());
  BOOST_TEST(answer.failure().getErrorMessage() == "not today");
  BOOST_TEST(!pair.wire.lost());
  pair.server.responder<Hello>(greet);
  Watched next(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  next.value();
}

BOOST_AUTO_TEST_CASE(a_deferred_fails_like_a_throwing_responder, *label("AMP-10")) {
  Pair pair;
  pair.server.responder<Hello>(
      [](const std::string&, Times) { return reactor::fail<Greeting>(GreetingError("later")); });
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<GreetingError>());
  BOOST_TEST(answer.failure().getErrorMessage() == "later");
  BOOST_TEST(!pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_fatal_error_travels_by_name_and_ends_the_connection, *label("AMP-12")) {
  Pair pair;
  failsWith<FatalError>(pair, "enough");
  Watched answer(pair.client.callRemote<Hello>("x"));
  Watched behind(pair.client.callRemote<Hello>("y"));
  pair.wire.pump();
  BOOST_TEST(answer.failure().is<FatalError>());
  BOOST_TEST(answer.failure().getErrorMessage() == "enough");
  pair.wire.flush();
  BOOST_TEST(pair.wire.lost());
  BOOST_TEST(behind.failure().is<reactor::ConnectionDone>());
  Watched later(pair.client.callRemote<Hello>("z"));
  BOOST_TEST(later.failure().is<reactor::ConnectionDone>());
}

BOOST_AUTO_TEST_CASE(any_other_error_is_logged_hidden_from_the_peer_and_ends_the_connection,
                     *label("AMP-13")) {
  Pair pair;
  failsWith<std::logic_error>(pair, "a secret");
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.pump();
  BOOST_TEST(pair.log.take<std::logic_error>() == 1U);
  BOOST_TEST(answer.failure().is<UnknownRemoteError>());
  BOOST_TEST(answer.failure().getErrorMessage() == "Code<UNKNOWN>: Unknown Error");
  BOOST_TEST(pair.wire.serverTransport->disconnecting);
  pair.wire.flush();
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_command_without_responder_is_answered_and_the_connection_stays,
                     *label("AMP-14")) {
  Pair pair;
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<UnhandledCommand>());
  BOOST_TEST(!pair.wire.lost());
  pair.server.responder<Hello>(greet);
  Watched next(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  next.value();
}

BOOST_AUTO_TEST_CASE(a_response_that_cannot_be_sent_is_a_bad_local_return, *label("AMP-15")) {
  Limits small;
  small.messageSize = 1000;
  Pair pair({}, small);
  pair.server.responder<Hello>(
      [](const std::string&, Times) { return Greeting{std::string(2000, 'x')}; });
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.pump();
  BOOST_TEST(pair.log.take<BadLocalReturn>() == 1U);
  BOOST_TEST(answer.failure().is<UnknownRemoteError>());
  pair.wire.flush();
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(an_error_code_that_the_command_does_not_know_is_unknown, *label("AMP-16")) {
  Pair pair;
  failsWith<GreetingError>(pair, "hm");
  Watched answer(pair.client.callRemote<Clueless>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<UnknownRemoteError>());
  BOOST_TEST(answer.failure().getErrorMessage() == "Code<UNKNOWN>: hm");
}

BOOST_AUTO_TEST_CASE(a_responder_may_throw_what_is_to_be_told) {
  Pair pair;
  pair.server.responder<Hello>([](const std::string&, Times) -> Greeting {
    throw RemoteAmpError("GREETING", "by hand", true);
  });
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<GreetingError>());
  BOOST_TEST(answer.failure().getErrorMessage() == "by hand");
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_lost_connection_fails_all_calls_with_its_reason, *label("AMP-17")) {
  Pair pair;
  Slow server(pair.server);
  Watched first(pair.client.callRemote<Hello>("1"));
  Watched second(pair.client.callRemote<Hello>("2"));
  pair.wire.flush();
  const reactor::Failure reason(reactor::ConnectionLost("pulled the plug"));
  pair.wire.lose(reason);
  BOOST_TEST((first.failure() == reason));
  BOOST_TEST((second.failure() == reason));
  Watched later(pair.client.callRemote<Hello>("3"));
  BOOST_TEST((later.failure() == reason));
  BOOST_TEST(pair.client.transport() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_callback_of_a_lost_call_may_call_again) {
  Pair pair;
  Slow server(pair.server);
  std::optional<Watched<Greeting>> again;
  pair.client.callRemote<Hello>("1").addErrback([&](const reactor::Failure&) {
    again.emplace(pair.client.callRemote<Hello>("2"));
    return Greeting{};
  });
  pair.wire.lose(reactor::Failure(reactor::ConnectionLost()));
  BOOST_TEST(again.value().failure().is<reactor::ConnectionLost>());
}

BOOST_AUTO_TEST_CASE(an_answer_after_the_loss_is_dropped, *label("AMP-18")) {
  Pair pair;
  Slow server(pair.server);
  Watched answer(pair.client.callRemote<Hello>("x"));
  Watched other(pair.client.callRemote<Hello>("y"));
  pair.wire.flush();
  pair.wire.lose(reactor::Failure(reactor::ConnectionLost()));
  server.answers[0].callback(Greeting{"late"});
  server.answers[1].errback(std::logic_error("late too"));
  BOOST_TEST(answer.failure().is<reactor::ConnectionLost>());
  BOOST_TEST(pair.wire.serverTransport->written == "");
}

BOOST_AUTO_TEST_CASE(what_the_callbacks_of_a_call_leave_over_is_logged_and_ends_the_connection,
                     *label("AMP-20")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  pair.client.callRemote<Hello>("x").addCallback(
      [](const Greeting&) -> int { throw std::domain_error("mine"); });
  pair.wire.flush();
  BOOST_TEST(pair.log.take<std::domain_error>() == 1U);
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(an_error_of_the_peer_that_nobody_takes_ends_the_connection, *label("AMP-20")) {
  Pair pair;
  failsWith<GreetingError>(pair, "no");
  pair.client.callRemote<Hello>("x");
  pair.wire.flush();
  BOOST_TEST(pair.log.take<GreetingError>() == 1U);
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_call_whose_callback_waits_is_watched_to_its_end, *label("AMP-20")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  reactor::Deferred<int> inner;
  pair.client.callRemote<Hello>("x").addCallback([inner](const Greeting&) { return inner; });
  pair.wire.flush();
  BOOST_TEST(!pair.wire.lost());
  inner.errback(std::domain_error("later"));
  pair.wire.flush();
  BOOST_TEST(pair.log.take<std::domain_error>() == 1U);
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(without_a_transport_an_unhandled_error_is_only_logged, *label("AMP-21")) {
  Log log;
  AMP amp;
  amp.unhandledError(reactor::Failure(std::domain_error("x")));
  BOOST_TEST(log.take<std::domain_error>() == 1U);
}

BOOST_AUTO_TEST_CASE(the_responder_of_a_subclass_wins, *label("AMP-27")) {
  Log log;
  AMP client;
  LouderGreeter server;
  protocols::testing::ConnectedPair wire(client, server);
  Watched answer(client.callRemote<Hello>("x"));
  client.callRemote<Notify>("inherited");
  wire.flush();
  BOOST_TEST(answer.value().greeting == "LOUD x");
  BOOST_TEST(server.notes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(extra_fields_are_ignored, *label("AMP-28") * label("MP-11")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  const std::vector<std::string> mood{"good"};
  Watched answer(pair.client.callRemote<NewerHello>(mood, "x"));
  pair.wire.flush();
  BOOST_TEST(answer.value().greeting == "hello x");
  BOOST_TEST(!answer.value().count.has_value());
}

BOOST_AUTO_TEST_CASE(an_argument_of_another_type_is_an_unknown_error_and_ends_the_connection,
                     *label("MP-03")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  Watched answer(pair.client.callRemote<Numbered>(7));
  pair.wire.flush();
  BOOST_TEST(pair.log.take<InvalidSignature>() == 1U);
  BOOST_TEST(answer.failure().is<UnknownRemoteError>());
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_missing_argument_is_an_unknown_error_and_ends_the_connection) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  Watched answer(pair.client.callRemote<Nameless>());
  pair.wire.flush();
  BOOST_TEST(pair.log.take<InvalidSignature>() == 1U);
  BOOST_TEST(answer.failure().is<UnknownRemoteError>());
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_type_fails_the_call_alone, *label("MP-03")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  Watched wrong(pair.client.callRemote<Mistaken>("x"));
  Watched right(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(wrong.failure().is<InvalidSignature>());
  right.value();
  BOOST_TEST(!pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_connection_are_logged_with_the_name_of_the_class,
                     *label("AMP-31")) {
  Log log;
  AMP client;
  LouderGreeter server;
  protocols::testing::ConnectedPair wire(client, server);
  wire.lose(reactor::Failure(reactor::ConnectionDone()));
  const std::vector<std::string> expected{
      "LouderGreeter connection established (HOST:server PEER:server peer)",
      "AMP connection established (HOST:client PEER:client peer)",
      "LouderGreeter connection lost (HOST:server PEER:server peer)",
      "AMP connection lost (HOST:client PEER:client peer)"};
  BOOST_TEST(log.messages == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_text_of_a_remote_error_has_its_code, *label("AMP-33")) {
  BOOST_TEST(std::string(RemoteAmpError("CODE", "what").what()) == "Code<CODE>: what");
  BOOST_TEST(std::string(RemoteAmpError("C\xc3\xa9", "what").what()) == "Code<C\\xc3\\xa9>: what");
  const reactor::Failure local(std::runtime_error("inside"));
  const RemoteAmpError error("CODE", "what", false, local);
  BOOST_TEST(std::string(error.what()) == "Code<CODE> (local): what\n" + local.getBriefTraceback());
}

BOOST_AUTO_TEST_CASE(both_sides_may_ask, *label("AMP-01")) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  pair.client.responder<Hello>(greet);
  Watched fromClient(pair.client.callRemote<Hello>("server"));
  Watched fromServer(pair.server.callRemote<Hello>("client"));
  pair.wire.flush();
  BOOST_TEST(fromClient.value().greeting == "hello server");
  BOOST_TEST(fromServer.value().greeting == "hello client");
}

BOOST_AUTO_TEST_CASE(a_coroutine_awaits_one_call_after_the_other) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  Watched answer(relay(pair.client, "x"));
  pair.wire.flush();
  BOOST_TEST(answer.value().greeting == "hello hello x");
}

BOOST_AUTO_TEST_CASE(a_coroutine_may_answer_and_outlive_its_replacement) {
  Pair pair;
  reactor::Deferred<void> gate;
  const std::string prefix(40, 'p');
  pair.server.responder<Hello>(
      [gate, prefix](std::string name, Times) -> reactor::Deferred<Greeting> {
        co_await gate;
        co_return Greeting{prefix + name};
      });
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  pair.server.responder<Hello>(greet);
  gate.callback();
  pair.wire.flush();
  BOOST_TEST(answer.value().greeting == prefix + "x");
}

BOOST_AUTO_TEST_CASE(a_cancelled_call_fails_at_once_and_its_answer_is_dropped) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  auto call = pair.client.callRemote<Hello>("x");
  Watched answer(call);
  call.cancel();
  BOOST_TEST(answer.failure().is<reactor::CancelledError>());
  pair.wire.flush();
  BOOST_TEST(!pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_call_before_the_connection_fails) {
  AMP amp;
  Watched answer(amp.callRemote<Hello>("x"));
  BOOST_TEST(answer.failure().is<std::logic_error>());
  BOOST_CHECK_THROW(amp.callRemote<Notify>("x"), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_responder_may_destroy_its_amp) {
  Log log;
  AMP client;
  auto server = std::make_unique<AMP>();
  auto clientSide = std::make_shared<protocols::testing::MemoryTransport>();
  auto serverSide = std::make_shared<protocols::testing::MemoryTransport>();
  client.makeConnection(clientSide);
  server->makeConnection(serverSide);
  server->responder<Hello>([&](const std::string& name, Times) {
    server.reset();
    return Greeting{name};
  });
  Watched first(client.callRemote<Hello>("1"));
  Watched second(client.callRemote<Hello>("2"));
  server->dataReceived(clientSide->written);
  BOOST_TEST(server == nullptr);
  BOOST_TEST(serverSide->written == "");
}

BOOST_AUTO_TEST_CASE(a_callback_may_destroy_its_amp) {
  Log log;
  auto client = std::make_unique<AMP>();
  AMP server;
  server.responder<Hello>(greet);
  auto clientSide = std::make_shared<protocols::testing::MemoryTransport>();
  auto serverSide = std::make_shared<protocols::testing::MemoryTransport>();
  client->makeConnection(clientSide);
  server.makeConnection(serverSide);
  int calls = 0;
  for (int i = 0; i < 3; ++i) {
    client->callRemote<Hello>("x").addBoth([&](const reactor::Result<Greeting>&) {
      ++calls;
      client.reset();
    });
  }
  server.dataReceived(clientSide->written);
  client->dataReceived(serverSide->written);
  BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(a_callback_of_the_loss_may_destroy_its_amp) {
  Log log;
  auto client = std::make_unique<AMP>();
  client->makeConnection(std::make_shared<protocols::testing::MemoryTransport>());
  int calls = 0;
  for (int i = 0; i < 3; ++i) {
    client->callRemote<Hello>("x").addErrback([&](const reactor::Failure&) {
      ++calls;
      client.reset();
      return Greeting{};
    });
  }
  client->connectionLost(reactor::Failure(reactor::ConnectionLost()));
  BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_CASE(a_late_answer_after_the_amp_is_gone_is_dropped) {
  Log log;
  AMP client;
  auto server = std::make_unique<AMP>();
  Slow slow(*server);
  auto clientSide = std::make_shared<protocols::testing::MemoryTransport>();
  client.makeConnection(clientSide);
  server->makeConnection(std::make_shared<protocols::testing::MemoryTransport>());
  Watched answer(client.callRemote<Hello>("x"));
  server->dataReceived(clientSide->written);
  server.reset();
  slow.answers[0].callback(Greeting{"late"});
  BOOST_TEST(!answer.fired());
}

BOOST_AUTO_TEST_CASE(a_responder_may_lose_the_connection) {
  Pair pair;
  int calls = 0;
  pair.server.responder<Hello>([&](const std::string& name, Times) {
    ++calls;
    pair.wire.lose(reactor::Failure(reactor::ConnectionDone()));
    return Greeting{name};
  });
  Watched first(pair.client.callRemote<Hello>("1"));
  Watched second(pair.client.callRemote<Hello>("2"));
  pair.wire.flush();
  BOOST_TEST(calls == 1);
  BOOST_TEST(first.failure().is<reactor::ConnectionDone>());
  BOOST_TEST(second.failure().is<reactor::ConnectionDone>());
}

BOOST_AUTO_TEST_CASE(data_that_comes_while_data_is_dispatched_waits_its_turn) {
  Pair pair;
  std::vector<std::string> order;
  std::string more;
  pair.server.responder<Hello>([&](const std::string& name, Times) {
    order.push_back("begin " + name);
    pair.server.dataReceived(std::exchange(more, {}));
    order.push_back("end " + name);
    return Greeting{name};
  });
  auto& sent = pair.wire.clientTransport->written;
  Watched third(pair.client.callRemote<Hello>("3"));
  more = std::exchange(sent, {});
  Watched first(pair.client.callRemote<Hello>("1"));
  Watched second(pair.client.callRemote<Hello>("2"));
  pair.wire.flush();
  const std::vector<std::string> expected{"begin 1", "end 1",   "begin 2",
                                          "end 2",   "begin 3", "end 3"};
  BOOST_TEST(order == expected, boost::test_tools::per_element());
  BOOST_TEST(third.value().greeting == "3");
}

BOOST_AUTO_TEST_CASE(each_call_is_written_at_once_unless_corked) {
  Pair pair;
  auto& transport = *pair.wire.clientTransport;
  pair.client.callRemote<Notify>("1");
  BOOST_TEST(transport.writes == 1U);
  {
    const auto corked = pair.client.corked();
    {
      const auto inner = pair.client.corked();
      pair.client.callRemote<Notify>("2");
    }
    pair.client.callRemote<Notify>("3");
    BOOST_TEST(transport.writes == 1U);
    pair.client.flush();
    BOOST_TEST(transport.writes == 2U);
    pair.client.callRemote<Notify>("4");
  }
  BOOST_TEST(transport.writes == 3U);
}

BOOST_AUTO_TEST_CASE(collected_output_is_written_when_some_hundred_bytes_wait) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  const auto corked = std::make_unique<AMP::Corked>(pair.client);
  std::vector<Watched<Greeting>> answers;
  for (int i = 0; i < 200; ++i) answers.emplace_back(pair.client.callRemote<Hello>("x"));
  auto& transport = *pair.wire.clientTransport;
  BOOST_TEST(transport.writes > 5U);
  BOOST_TEST(transport.writes < 40U);
  pair.client.flush();
  pair.wire.pump();
  BOOST_TEST(answers.back().value().greeting == "hello x");
  BOOST_TEST(pair.wire.serverTransport->writes > 5U);
  BOOST_TEST(pair.wire.serverTransport->writes < 40U);
}

BOOST_AUTO_TEST_CASE(a_peer_may_call_as_soon_as_its_connection_is_made, *label("AMP-26")) {
  // The AMP is its own box receiver here: `connectionMade` is Twisted's `startReceivingBoxes`.
  class Eager : public AMP {
   public:
    void connectionMade() override {
      made = true;
      callRemote<Hello>("early").addCallback(
          [this](const Greeting& answer) { got = answer.greeting; });
    }
    void dataReceived(std::string_view data) override {
      BOOST_TEST(made);
      AMP::dataReceived(data);
    }
    bool made = false;
    std::string got;
  };
  Log log;
  Eager client;
  AMP server;
  server.responder<Hello>(greet);
  protocols::testing::ConnectedPair wire(client, server);
  wire.flush();
  BOOST_TEST(client.got == "hello early");
}

BOOST_AUTO_TEST_CASE(an_amp_has_one_connection_in_its_life) {
  Log log;
  AMP amp;
  const auto transport = std::make_shared<protocols::testing::MemoryTransport>();
  amp.makeConnection(transport);
  BOOST_CHECK_THROW(amp.makeConnection(transport), std::logic_error);
  amp.connectionLost(reactor::Failure(reactor::ConnectionDone()));
  BOOST_CHECK_THROW(amp.makeConnection(transport), std::logic_error);
  AMP other;
  BOOST_CHECK_THROW(other.makeConnection(nullptr), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_cork_may_outlive_its_amp) {
  Log log;
  auto amp = std::make_unique<AMP>();
  auto transport = std::make_shared<protocols::testing::MemoryTransport>();
  amp->makeConnection(transport);
  const auto corked = std::make_unique<AMP::Corked>(*amp);
  amp->callRemote<Notify>("x");
  amp.reset();
  BOOST_TEST(transport->written == "");
}

BOOST_AUTO_TEST_CASE(a_fake_takes_the_place_of_the_peer, *label("AMP-35")) {
  Log log;
  AMP amp;  // has no connection
  std::vector<std::string> calls;
  amp.fakeCallRemote([&](std::string_view command, const Box& arguments) {
    calls.emplace_back(command);
    Box answer;
    if (const auto* name = arguments.find("name")) {
      answer.fields = {{"greeting", "fake " + name->get<std::string>()}};
    }
    return reactor::succeed(answer);
  });
  const Watched answer(amp.callRemote<Hello>("x"));
  amp.callRemote<Notify>("y");
  BOOST_TEST(calls == (std::vector<std::string>{"Hello", "Notify"}));
  BOOST_TEST(answer.value().greeting == "fake x");
  BOOST_TEST(!answer.value().count.has_value());
}

BOOST_AUTO_TEST_CASE(what_a_fake_fails_with_is_the_failure_of_the_call, *label("AMP-35")) {
  Pair pair;
  bool throws = false;
  pair.client.fakeCallRemote([&](std::string_view, const Box&) {
    if (throws) throw std::domain_error("thrown");
    return reactor::fail<Box>(std::runtime_error("oops"));
  });
  BOOST_TEST(Watched(pair.client.callRemote<Hello>("x")).failure().getErrorMessage() == "oops");
  throws = true;
  BOOST_TEST(Watched(pair.client.callRemote<Hello>("x")).failure().is<std::domain_error>());
  BOOST_CHECK_THROW(pair.client.callRemote<Notify>("x"), std::domain_error);
  pair.wire.flush();
  BOOST_TEST(pair.wire.delivered == 0U);
}

BOOST_AUTO_TEST_CASE(a_fake_may_answer_later_or_with_what_is_no_answer, *label("AMP-35")) {
  Log log;
  AMP amp;
  reactor::Deferred<Box> later;
  amp.fakeCallRemote([&](std::string_view, const Box&) { return later; });
  const Watched answer(amp.callRemote<Hello>("x"));
  BOOST_TEST(!answer.fired());
  later.callback(Box());
  BOOST_TEST(answer.failure().is<InvalidSignature>());
}

BOOST_AUTO_TEST_CASE(without_its_fake_an_amp_sends_again) {
  Pair pair;
  pair.server.responder<Hello>(greet);
  pair.client.fakeCallRemote([](std::string_view, const Box&) { return std::nullopt; });
  const Watched never(pair.client.callRemote<Hello>("x"));
  pair.client.fakeCallRemote({});
  const Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(!never.fired());
  BOOST_TEST(answer.value().greeting == "hello x");
}

BOOST_AUTO_TEST_SUITE_END()
