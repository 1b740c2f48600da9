// Data from the peer that is split anywhere, too long or invalid.
#include <string>
#include <vector>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <protocols/amp.hpp>
#include <protocols/error.hpp>

#include "support.hpp"

using namespace protocols;
using namespace support;
using boost::unit_test::label;
using protocols::testing::Delivery;

namespace {

using Times = std::optional<std::int64_t>;

void answerHello(AMP& amp) {
  amp.responder<Hello>([](std::string name, Times times) {
    Hello::Response response;
    response.greeting = std::move(name);
    response.count = times;
    return response;
  });
}

struct Echo : Command {
  using Arguments = Args<Arg<"data", String>>;
  struct Response {
    std::string data;
    using Layout = Fields<Field<"data", String, &Response::data>>;
  };
};

/// One call is outstanding, and then the peer sends these bytes.
struct Hostile : Pair {
  Hostile() : answer(client.callRemote<Hello>("x")) {}
  void send(const std::string& message) { client.dataReceived(message); }
  Watched<Hello::Response> answer;
};

struct Nonsense {
  const char* what;
  std::string bytes;
};
std::ostream& operator<<(std::ostream& out, const Nonsense& nonsense) {
  return out << nonsense.what;
}

const std::vector<Nonsense> malformed{
    {"no msgpack", framed("\xc1")},
    {"an empty message", framed("")},
    {"no map", framed("\x93\x01\x02\x03")},
    {"a map cut short", framed("\x82\xa7_answer\x01")},
    {"bytes behind the map", framed("\x81\xa7_answer\x01\x01")},
    {"a key twice", framed("\x82\xa7_answer\x01\xa7_answer\x01")},
    {"a key that is a number", framed("\x81\x07\x01")},
    {"a deep list", framed("\x82\xa7_answer\x01\xa1x" + std::string(100, '\x91') + "\x01")},
    {"a tag that is not outstanding", framed("\x81\xa7_answer\x07")},
    {"a tag that is a text", framed("\x81\xa7_answer\xa1"
                                    "1")},
    {"a negative tag", framed("\x81\xa7_answer\xff")},
    {"an error without code", framed("\x81\xa6_error\x01")},
    {"an error for nobody",
     framed("\x83\xa6_error\x07\xab_error_code\xa1x\xb2_error_description\xa1x")},
    {"a command that is a number", framed("\x81\xa8_command\x07")},
    {"an ask of 0", framed(std::string("\x82\xa8_command\xa5Hello\xa4_ask\x00", 22))},
    {"an ask that is a text", framed("\x82\xa8_command\xa5Hello\xa4_ask\xa1"
                                     "1")},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(AMPWireTests)

BOOST_AUTO_TEST_CASE(boxes_are_recognised_one_byte_at_a_time, *label("AMP-25") * label("MP-05")) {
  for (const std::size_t chunk : {1U, 2U, 3U, 5U, 7U, 64U, 1000U}) {
    Delivery delivery;
    delivery.chunk = chunk;
    Pair pair(delivery);
    answerHello(pair.server);
    std::vector<Watched<Hello::Response>> answers;
    for (int i = 0; i < 20; ++i) {
      answers.emplace_back(
          pair.client.callRemote<Hello>(std::string(static_cast<std::size_t>(i) * 3, 'x'), i));
    }
    pair.wire.flush();
    for (int i = 0; i < 20; ++i) {
      const auto& answer = answers[static_cast<std::size_t>(i)].value();
      BOOST_TEST(answer.greeting == std::string(static_cast<std::size_t>(i) * 3, 'x'));
      BOOST_TEST(answer.count.value() == i);
    }
  }
}

BOOST_AUTO_TEST_CASE(two_boxes_are_recognised_wherever_the_first_read_ends, *label("AMP-25")) {
  std::string stream;
  {
    Pair pair;
    Watched first(pair.client.callRemote<Hello>("one"));
    Watched second(pair.client.callRemote<Hello>("two"));
    stream = pair.wire.clientTransport->written;
  }
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    Pair pair;
    std::vector<std::string> names;
    pair.server.responder<Hello>([&](std::string name, Times) {
      names.push_back(std::move(name));
      return Hello::Response{};
    });
    // Buffers of exactly this size, so that AddressSanitizer detects a read behind them.
    const std::vector<char> head(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut));
    const std::vector<char> tail(stream.begin() + static_cast<std::ptrdiff_t>(cut), stream.end());
    pair.server.dataReceived({head.data(), head.size()});
    pair.server.dataReceived({tail.data(), tail.size()});
    BOOST_TEST(names == (std::vector<std::string>{"one", "two"}), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_thousand_boxes_in_one_buffer_are_all_delivered, *label("MP-05")) {
  Pair pair;
  int notes = 0;
  pair.server.responder<Notify>([&](const std::string&) { ++notes; });
  for (int i = 0; i < 1000; ++i) pair.client.callRemote<Notify>("x");
  pair.server.dataReceived(pair.wire.clientTransport->written);
  BOOST_TEST(notes == 1000);
}

BOOST_AUTO_TEST_CASE(a_message_over_the_limit_is_not_sent, *label("MP-06")) {
  Limits limits;
  limits.messageSize = 1000;
  Pair pair({}, limits);
  Watched answer(pair.client.callRemote<Hello>(std::string(1000, 'x')));
  const auto* error = answer.failure().as<TooLong>();
  BOOST_TEST_REQUIRE(error != nullptr);
  BOOST_TEST(error->isLocal);
  BOOST_TEST(!error->isKey);
  BOOST_CHECK_THROW(pair.client.callRemote<Notify>(std::string(1000, 'x')), TooLong);
  BOOST_TEST(pair.wire.clientTransport->written == "");
  answerHello(pair.server);
  Watched next(pair.client.callRemote<Hello>(std::string(900, 'x')));
  pair.wire.flush();
  BOOST_TEST(next.value().greeting.size() == 900U);
}

BOOST_AUTO_TEST_CASE(a_message_that_is_announced_too_long_ends_the_connection_before_it_comes,
                     *label("MP-06")) {
  Hostile pair;
  // 64 MiB and a byte.
  pair.send(std::string("\x04\x00\x00\x01", 4));
  BOOST_TEST(pair.wire.clientTransport->disconnecting);
  BOOST_TEST(pair.log.take<TooLong>() == 1U);
  pair.wire.flush();
  const auto* error = pair.answer.failure().as<TooLong>();
  BOOST_TEST_REQUIRE(error != nullptr);
  BOOST_TEST(!error->isLocal);
  BOOST_TEST(!error->isKey);
  BOOST_TEST(error->length == (64U << 20) + 1);
}

BOOST_AUTO_TEST_CASE(the_announcement_is_seen_when_it_comes_byte_by_byte, *label("MP-06")) {
  Hostile pair;
  for (const char c : std::string("\xff\xff\xff\xff")) pair.send(std::string(1, c));
  BOOST_TEST(pair.log.take<TooLong>() == 1U);
  BOOST_TEST(pair.wire.clientTransport->disconnecting);
}

BOOST_AUTO_TEST_CASE(a_message_of_exactly_the_limit_goes_through) {
  Limits limits;
  limits.messageSize = 100;
  Pair pair({}, limits);
  std::size_t received = 0;
  pair.server.responder<Notify>([&](const std::string& text) { received = text.size(); });
  // 1 + 9 + 7 + 5 bytes of the rest, 2 in front of the text.
  pair.client.callRemote<Notify>(std::string(76, 'x'));
  BOOST_TEST(pair.wire.clientTransport->written.size() == 104U);
  BOOST_CHECK_THROW(pair.client.callRemote<Notify>(std::string(77, 'x')), TooLong);
  pair.wire.flush();
  BOOST_TEST(received == 76U);
}

BOOST_AUTO_TEST_CASE(large_strings_go_through_unchanged, *label("MP-07")) {
  for (const std::size_t size : {65536U, 70000U, 1000000U}) {
    Delivery delivery;
    delivery.chunk = 60000;
    Pair pair(delivery);
    pair.server.responder<Echo>([](std::string data) { return Echo::Response{std::move(data)}; });
    std::string data(size, '\0');
    for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<char>(i * 31 >> 3);
    Watched answer(pair.client.callRemote<Echo>(data));
    pair.wire.flush();
    BOOST_TEST((answer.value().data == data));
  }
}

BOOST_DATA_TEST_CASE(nonsense_ends_the_connection_and_fails_the_calls, malformed, nonsense) {
  Hostile pair;
  answerHello(pair.client);
  pair.send(nonsense.bytes);
  BOOST_TEST(pair.log.take<MalformedAmpBox>() == 1U);
  BOOST_TEST(pair.wire.clientTransport->disconnecting);
  BOOST_TEST(!pair.answer.fired());
  // Nothing more is received from the peer.
  pair.send(framed("\x82\xa7_answer\x01\xa8greeting\xa1x"));
  pair.wire.flush();
  BOOST_TEST(pair.answer.failure().is<MalformedAmpBox>());
}

BOOST_AUTO_TEST_CASE(malformed_boxes_are_protocol_errors, *label("MP-08")) {
  for (const auto& nonsense : malformed) {
    Hostile pair;
    pair.wire.clientTransport->written.clear();
    for (const char c : nonsense.bytes) pair.send(std::string(1, c));
    BOOST_TEST(pair.log.take<MalformedAmpBox>() == 1U);
    pair.wire.flush();
    BOOST_TEST(pair.wire.lost());
    BOOST_TEST(pair.answer.failure().is<MalformedAmpBox>());
  }
}

BOOST_AUTO_TEST_CASE(an_answer_for_a_call_that_is_not_outstanding_ends_the_connection,
                     *label("AMP-24")) {
  Hostile pair;
  const auto answer = framed("\x82\xa7_answer\x01\xa8greeting\xa1x");
  pair.send(answer);
  BOOST_TEST(pair.answer.value().greeting == "x");
  pair.send(answer);
  BOOST_TEST(pair.log.take<MalformedAmpBox>() == 1U);
  BOOST_TEST(pair.wire.clientTransport->disconnecting);
}

BOOST_AUTO_TEST_CASE(a_box_that_is_no_command_and_no_answer_is_refused, *label("AMP-23")) {
  Hostile pair;
  pair.send(framed("\x81\xa4_ask\x01"));
  BOOST_TEST(pair.log.take<NoEmptyBoxes>() == 1U);
  pair.wire.flush();
  BOOST_TEST(pair.answer.failure().is<NoEmptyBoxes>());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf_8_arrives_as_it_is, *label("MP-09")) {
  Pair pair;
  answerHello(pair.server);
  Watched answer(pair.client.callRemote<Hello>("caf\xe9 \xff"));
  pair.wire.flush();
  BOOST_TEST(answer.value().greeting == "caf\xe9 \xff");
}

BOOST_AUTO_TEST_CASE(so_does_the_text_of_an_exception, *label("MP-09")) {
  Pair pair;
  pair.server.responder<Hello>(
      [](const std::string&, Times) -> Hello::Response { throw GreetingError("bad \xff text"); });
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().getErrorMessage() == "bad \xff text");
}

BOOST_AUTO_TEST_CASE(an_error_of_any_size_arrives) {
  Limits limits;
  limits.messageSize = 1000;
  Pair pair({}, limits);
  pair.server.responder<Hello>([](const std::string&, Times) -> Hello::Response {
    throw GreetingError(std::string(100000, '\xff'));
  });
  Watched answer(pair.client.callRemote<Hello>("x"));
  pair.wire.flush();
  BOOST_TEST(answer.failure().is<GreetingError>());
  BOOST_TEST(!pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_connection_may_break_at_every_byte) {
  std::size_t whole = 0;
  for (std::size_t at = 0; whole == 0 || at <= whole; ++at) {
    Delivery delivery;
    delivery.loseAfter = at;
    Pair pair(delivery);
    answerHello(pair.server);
    Watched first(pair.client.callRemote<Hello>("one"));
    Watched second(pair.client.callRemote<Hello>("two"));
    pair.wire.flush();
    if (!pair.wire.lost()) {
      whole = pair.wire.delivered;
      BOOST_TEST(first.value().greeting == "one");
      BOOST_TEST(second.value().greeting == "two");
      break;
    }
    BOOST_TEST((first.fired() && second.fired()));
    if (at > 0 && pair.wire.delivered < 60)
      BOOST_TEST(second.failure().is<reactor::ConnectionLost>());
  }
  BOOST_TEST(whole > 100U);
}

BOOST_AUTO_TEST_SUITE_END()
