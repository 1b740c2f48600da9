// Limits: calls, commands and unread bytes that a peer can make an AMP keep.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <protocols/amp.hpp>
#include <protocols/error.hpp>

#include "support.hpp"

using namespace protocols;
using namespace support;
using boost::unit_test::label;

namespace {

using Times = std::optional<std::int64_t>;

Limits unreadBytes(std::size_t most) {
  Limits limits;
  limits.unread = most;
  return limits;
}

/// A transport that throws once, at the `at`th write.
class FailingTransport final : public reactor::ITransport {
 public:
  explicit FailingTransport(int at) : left_(at) {}
  void write(std::string_view) override {
    if (--left_ == 0) throw std::runtime_error("the wire is cut");
  }
  void loseConnection() override { disconnecting = true; }
  [[nodiscard]] std::string getPeer() const override { return "peer"; }
  [[nodiscard]] std::string getHost() const override { return "host"; }
  bool disconnecting = false;

 private:
  int left_;
};

std::string asked(const std::string& name) {
  Pair pair;
  const Watched answer(pair.client.callRemote<Hello>(name));
  return pair.wire.clientTransport->written;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AMPLimitsTests)

BOOST_AUTO_TEST_CASE(a_peer_cannot_pile_up_commands_without_end) {
  Limits limits;
  limits.unanswered = 3;
  Pair pair({}, limits);
  std::vector<reactor::Deferred<Hello::Response>> waiting;
  pair.server.responder<Hello>([&](const std::string&, Times) { return waiting.emplace_back(); });
  std::vector<Watched<Hello::Response>> answers;
  for (int i = 0; i < 3; ++i) answers.emplace_back(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  waiting[1].callback(Hello::Response{});
  answers.emplace_back(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(!pair.wire.lost());
  answers.emplace_back(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(pair.log.take<LimitExceeded>() == 1U);
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_call_too_many_fails_and_the_others_are_answered) {
  Limits limits;
  limits.outstanding = 2;
  Pair pair({}, limits);
  pair.server.responder<Hello>([](std::string name, Times) { return Hello::Response{name}; });
  const Watched first(pair.client.callRemote<Hello>("first"));
  const Watched second(pair.client.callRemote<Hello>("second"));
  const auto before = pair.wire.clientTransport->written;
  const Watched third(pair.client.callRemote<Hello>("third"));
  BOOST_TEST(third.failure().is<LimitExceeded>());
  BOOST_TEST(pair.wire.clientTransport->written == before);
  pair.client.callRemote<Notify>("asks for no answer");
  pair.server.responder<Notify>([](const std::string&) {});
  pair.wire.flush();
  BOOST_TEST(first.value().greeting == "first");
  BOOST_TEST(second.value().greeting == "second");
  const Watched fourth(pair.client.callRemote<Hello>("fourth"));
  pair.wire.flush();
  BOOST_TEST(fourth.value().greeting == "fourth");
}

BOOST_AUTO_TEST_CASE(calls_to_a_peer_that_does_not_read_fail_until_it_reads) {
  Pair pair({}, unreadBytes(1000));
  pair.server.responder<Hello>([](std::string name, Times) { return Hello::Response{name}; });
  const Watched first(pair.client.callRemote<Hello>(std::string(1000, 'x')));
  const Watched second(pair.client.callRemote<Hello>("second"));
  BOOST_TEST(second.failure().is<LimitExceeded>());
  BOOST_CHECK_THROW(pair.client.callRemote<Notify>("note"), LimitExceeded);
  Box box;
  box.fields = {{"_command", "note"}};
  BOOST_CHECK_THROW(pair.client.sendBox(box), LimitExceeded);
  BOOST_TEST(pair.wire.clientTransport->writes == 1U);
  pair.wire.flush();
  BOOST_TEST(first.value().greeting.size() == 1000U);
  const Watched third(pair.client.callRemote<Hello>("third"));
  pair.wire.flush();
  BOOST_TEST(third.value().greeting == "third");
}

BOOST_AUTO_TEST_CASE(a_peer_that_asks_and_does_not_read_the_answers_loses_its_connection) {
  Pair pair({}, unreadBytes(1000));
  int calls = 0;
  pair.server.responder<Hello>([&](const std::string&, Times) {
    ++calls;
    return Hello::Response{std::string(100, 'x')};
  });
  const auto question = asked("x");
  for (int i = 0; i < 100; ++i) pair.server.dataReceived(question);
  BOOST_TEST(calls < 15);
  BOOST_TEST(pair.wire.serverTransport->disconnecting);
  BOOST_TEST(pair.wire.serverTransport->written.size() < 1200U);
  BOOST_TEST(pair.log.take<LimitExceeded>() == 1U);
}

BOOST_AUTO_TEST_CASE(late_answers_and_errors_for_such_a_peer_are_dropped) {
  Pair pair({}, unreadBytes(100));
  std::vector<reactor::Deferred<Hello::Response>> waiting;
  pair.server.responder<Hello>([&](const std::string&, Times) { return waiting.emplace_back(); });
  const auto question = asked("x");
  for (int i = 0; i < 4; ++i) pair.server.dataReceived(question);
  waiting.at(0).callback(Hello::Response{std::string(200, 'x')});
  waiting.at(1).callback(Hello::Response{"second"});
  waiting.at(2).errback(GreetingError("third"));
  waiting.at(3).callback(Hello::Response{"fourth"});
  BOOST_TEST(pair.wire.serverTransport->writes == 1U);
  BOOST_TEST(pair.log.take<LimitExceeded>() == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_written_is_an_unhandled_error, *label("AMP-22")) {
  struct Noting : AMP {
    void unhandledError(const reactor::Failure& failure) override { failures.push_back(failure); }
    std::vector<reactor::Failure> failures;
  };
  Log log;
  for (const bool later : {false, true}) {
    Noting amp;
    reactor::Deferred<Hello::Response> answer;
    amp.responder<Hello>([&](const std::string&, Times) { return answer; });
    if (!later) answer.callback(Hello::Response{"now"});
    amp.makeConnection(std::make_shared<FailingTransport>(1));
    amp.dataReceived(asked("x"));
    if (later) answer.callback(Hello::Response{"later"});
    BOOST_REQUIRE(amp.failures.size() == 1U);
    BOOST_TEST(amp.failures[0].getErrorMessage() == "the wire is cut");
  }
}

BOOST_AUTO_TEST_CASE(such_an_error_is_logged_and_ends_the_connection, *label("AMP-22")) {
  Log log;
  AMP amp;
  const auto transport = std::make_shared<FailingTransport>(1);
  amp.responder<Hello>([](std::string name, Times) { return Hello::Response{name}; });
  amp.makeConnection(transport);
  amp.dataReceived(asked("x"));
  BOOST_TEST(log.take<std::runtime_error>() == 1U);
  BOOST_TEST(transport->disconnecting);
}

BOOST_AUTO_TEST_CASE(what_waits_for_such_a_peer_is_given_up) {
  Pair pair({}, unreadBytes(100));
  pair.server.responder<Hello>([](std::string name, Times) { return Hello::Response{name}; });
  const auto question = asked(std::string(200, 'x'));
  pair.server.dataReceived(question);
  BOOST_TEST(pair.wire.serverTransport->unsent() > 200U);
  pair.server.dataReceived(question);
  BOOST_TEST(pair.wire.serverTransport->unsent() == 0U);
  BOOST_TEST(pair.log.take<LimitExceeded>() == 1U);
}

BOOST_AUTO_TEST_CASE(a_call_to_a_peer_that_broke_the_protocol_fails_with_the_connection,
                     *label("AMP-17")) {
  Pair pair;
  pair.client.dataReceived(framed("\xc1"));
  BOOST_TEST(pair.log.take<MalformedAmpBox>() == 1U);
  // It fails when the connection is lost and not before, so that the caller learns of the loss
  // first.
  const Watched answer(pair.client.callRemote<Hello>("x"));
  BOOST_TEST(!answer.fired());
  BOOST_TEST(pair.wire.clientTransport->writes == 0U);
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<MalformedAmpBox>());
}

BOOST_AUTO_TEST_CASE(a_call_that_cannot_be_written_fails_with_the_connection, *label("AMP-17")) {
  Log log;
  AMP amp;
  const auto transport = std::make_shared<FailingTransport>(1);
  amp.makeConnection(transport);
  const Watched answer(amp.callRemote<Hello>("x"));
  amp.callRemote<Notify>("x");
  BOOST_TEST(log.take<std::runtime_error>() == 1U);
  BOOST_TEST(transport->disconnecting);
  BOOST_TEST(!answer.fired());
  amp.connectionLost(reactor::Failure(reactor::ConnectionLost()));
  BOOST_TEST(answer.failure().is<reactor::ConnectionLost>());
}

BOOST_AUTO_TEST_CASE(a_handler_of_failures_that_fails_costs_the_connection) {
  struct Stubborn : AMP {
    void unhandledError(const reactor::Failure&) override {
      callRemoteString("trouble", false);
      throw std::logic_error("no way");
    }
    void protocolError(const reactor::Failure&) override { throw std::logic_error("no way"); }
  };
  Log log;
  for (const auto& data : {asked("x"), std::string("\xff\xff\xff\xff")}) {
    Stubborn amp;
    const auto transport = std::make_shared<FailingTransport>(1);
    amp.responder<Hello>([](std::string name, Times) { return Hello::Response{name}; });
    amp.makeConnection(transport);
    amp.dataReceived(data);
    BOOST_TEST(transport->disconnecting);
    BOOST_TEST(log.take<std::logic_error>() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_connection_is_closed_though_its_last_words_cannot_be_written) {
  Log log;
  AMP amp;
  const auto transport = std::make_shared<FailingTransport>(1);
  amp.makeConnection(transport);
  const auto cork = amp.corked();
  amp.callRemote<Notify>("x");
  amp.loseConnection();
  BOOST_TEST(transport->disconnecting);
  BOOST_TEST(log.take<std::runtime_error>() == 1U);
}

BOOST_AUTO_TEST_CASE(an_amp_may_go_while_it_writes) {
  struct Ending final : reactor::ITransport {
    void write(std::string_view) override { amp = nullptr; }
    void loseConnection() override {}
    [[nodiscard]] std::string getPeer() const override { return "peer"; }
    [[nodiscard]] std::string getHost() const override { return "host"; }
    std::unique_ptr<AMP> amp = std::make_unique<AMP>();
  };
  Log log;
  const auto transport = std::make_shared<Ending>();
  auto& amp = *transport->amp;
  amp.makeConnection(transport);
  {
    auto cork = std::make_optional(amp.corked());
    amp.callRemote<Notify>("x");
    amp.flush();
  }
  BOOST_TEST(transport->amp == nullptr);
}

BOOST_AUTO_TEST_CASE(a_call_that_its_owner_ended_does_not_keep_the_others_from_their_end,
                     *label("AMP-17")) {
  Pair pair;
  const auto mine = pair.client.callRemote<Hello>("a");
  const Watched first(mine);
  const Watched second(pair.client.callRemote<Hello>("b"));
  mine.errback(std::runtime_error("enough"));
  pair.wire.lose(reactor::Failure(reactor::ConnectionLost()));
  BOOST_TEST(first.failure().is<std::runtime_error>());
  BOOST_TEST(second.failure().is<reactor::ConnectionLost>());
  BOOST_TEST(pair.log.take<reactor::AlreadyCalledError>() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
