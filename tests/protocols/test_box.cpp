// Boxes without commands: callRemoteString, responders of boxes, sendBox, QuitBox.
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <protocols/amp.hpp>
#include <protocols/box.hpp>
#include <protocols/error.hpp>

#include "support.hpp"

using namespace protocols;
using namespace support;
using boost::unit_test::label;

namespace {

Box boxOf(Value::Map fields) {
  Box box;
  box.fields = std::move(fields);
  return box;
}

const Value::Map everything{
    {"nothing", {}},
    {"flag", true},
    {"least", std::numeric_limits<std::int64_t>::min()},
    {"most", std::numeric_limits<std::int64_t>::max()},
    {"whole", 2.0},
    {"infinite", std::numeric_limits<double>::infinity()},
    {"text", "Gr\u00fc\u00dfe"},
    {"bytes", Bytes{std::string("\0\xff", 2)}},
    {"list", Value::List{1, "two", Value::List{}, Value::Map{{"key", 3}}}},
    {"map", Value::Map{{"a", 1}, {"b", Value::Map{}}}},
};

/// The answer to a call that requires one.
Watched<Box> ask(AMP& amp, std::string_view command, const Box& box = Box()) {
  auto answer = amp.callRemoteString(command, true, box);
  BOOST_TEST_REQUIRE(answer.has_value());
  return Watched(*answer);
}

/// The box that is read from these bytes of a peer.
Box received(const std::string& body) {
  ReceivedBox box;
  BOOST_TEST_REQUIRE(box.parse(body, Limits()) == "");
  return Box::Layout::read(box, "a test");
}

/// Nested lists.
Value deep(int levels) {
  Value value = 1;
  for (int i = 0; i < levels; ++i) value = Value::List{value};
  return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(BoxTests)

BOOST_AUTO_TEST_CASE(what_a_box_holds_comes_back_with_its_types, *label("MP-01") * label("MP-02")) {
  const auto box = boxOf(everything);
  BOOST_TEST((received(box.serialize().substr(lengthSize)) == box));
}

BOOST_AUTO_TEST_CASE(not_a_number_comes_back, *label("MP-10")) {
  const auto back = received(boxOf({{"n", std::nan("")}}).serialize().substr(lengthSize));
  BOOST_TEST_REQUIRE(back.find("n") != nullptr);
  BOOST_TEST_REQUIRE(back.find("n")->as<double>() != nullptr);
  BOOST_TEST(std::isnan(*back.find("n")->as<double>()));
}

BOOST_AUTO_TEST_CASE(values_that_a_box_cannot_hold_are_named) {
  const auto refused = [](const std::string& value, const std::string& why) {
    const auto says = [&](const InvalidSignature& e) {
      return std::string(e.what()).find(why) != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(received("\x81\xa1x" + value), InvalidSignature, says);
  };
  refused("\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "x of a test is an integer");
  refused("\xd4\x07z", "x of a test is of a type that boxes do not have");
  refused("\x81\x07\x01", "x of a test is an integer, not a text");
  refused("\x82\xa1k\x01\xa1k\x02", "x of a test has a map with a key that comes twice");
}

BOOST_AUTO_TEST_CASE(a_box_over_a_limit_is_not_made, *label("MP-06")) {
  Limits limits;
  limits.messageSize = 100;
  BOOST_CHECK_THROW((void)boxOf({{"x", std::string(100, 'x')}}).serialize(limits), TooLong);
  BOOST_TEST(received(boxOf({{"x", deep(31)}}).serialize().substr(lengthSize)).fields.size() == 1U);
  BOOST_CHECK_THROW((void)boxOf({{"x", deep(32)}}).serialize(), InvalidSignature);
}

BOOST_AUTO_TEST_CASE(a_box_goes_out_and_a_box_comes_back, *label("AMP-01") * label("AMP-02")) {
  Pair pair;
  std::vector<Box> asked;
  pair.server.responder("look", [&](Box box) {
    asked.push_back(box);
    box.fields["more"] = 7;
    return box;
  });
  const auto answer = ask(pair.client, "look", boxOf(everything));
  pair.wire.flush();
  BOOST_REQUIRE(asked.size() == 1U);
  BOOST_TEST((asked[0] == boxOf(everything)));  // without _command and _ask
  auto expected = everything;
  expected["more"] = 7;
  BOOST_TEST((answer.value() == boxOf(expected)));
}

BOOST_AUTO_TEST_CASE(a_responder_of_boxes_may_answer_later, *label("AMP-04")) {
  Pair pair;
  reactor::Deferred<Box> later;
  pair.server.responder("look", [&](const Box&) { return later; });
  const auto answer = ask(pair.client, "look");
  pair.wire.flush();
  BOOST_TEST(!answer.fired());
  later.callback(boxOf({{"x", 1}}));
  pair.wire.flush();
  BOOST_TEST((answer.value() == boxOf({{"x", 1}})));
}

BOOST_AUTO_TEST_CASE(boxes_and_commands_understand_each_other) {
  Pair pair;
  pair.server.responder<Hello>([](const std::string& name, std::optional<std::int64_t>) {
    return Hello::Response{"hello " + name};
  });
  pair.client.responder("Hello", [](const Box& box) {
    return boxOf({{"greeting", "box " + box.get<std::string>("name")}});
  });
  const auto box = ask(pair.client, "Hello", boxOf({{"name", "you"}}));
  const Watched typed(pair.server.callRemote<Hello>("me"));
  pair.wire.flush();
  BOOST_TEST((box.value() == boxOf({{"greeting", "hello you"}})));
  BOOST_TEST(typed.value().greeting == "box me");
}

BOOST_AUTO_TEST_CASE(without_an_answer_nothing_is_returned, *label("AMP-07")) {
  Pair pair;
  int calls = 0;
  pair.server.responder("note", [&](const Box&) {
    ++calls;
    return Box();
  });
  BOOST_TEST(!pair.client.callRemoteString("note", false).has_value());
  pair.wire.flush();
  BOOST_TEST(calls == 1);
  BOOST_TEST(pair.wire.serverTransport->writes == 0U);
  pair.wire.lose(reactor::Failure(reactor::ConnectionLost()));
  BOOST_TEST(!pair.client.callRemoteString("note", false).has_value());
}

BOOST_AUTO_TEST_CASE(errors_come_with_the_codes_of_the_peer, *label("AMP-14") * label("AMP-16")) {
  Pair pair;
  pair.server.responder<Hello>(
      [](const std::string&, std::optional<std::int64_t>) -> Hello::Response {
        throw GreetingError("not now");
      });
  const auto known = ask(pair.client, "Hello", boxOf({{"name", "x"}}));
  const auto unhandled = ask(pair.client, "Bye");
  pair.wire.flush();
  const auto* error = known.failure().as<RemoteAmpError>();
  BOOST_TEST_REQUIRE(error != nullptr);
  BOOST_TEST(error->errorCode == "GREETING");
  BOOST_TEST(error->description == "not now");
  BOOST_TEST(unhandled.failure().is<UnhandledCommand>());
  BOOST_TEST(!pair.wire.lost());
  pair.server.responder("break", [](const Box&) -> Box { throw std::runtime_error("broken"); });
  const auto unknown = ask(pair.client, "break");
  pair.wire.flush();
  BOOST_TEST(unknown.failure().is<UnknownRemoteError>());
  BOOST_TEST(pair.log.take<std::runtime_error>() == 1U);
}

BOOST_AUTO_TEST_CASE(names_of_the_protocol_are_not_for_callers) {
  Pair pair;
  const auto answer = ask(pair.client, "look", boxOf({{"_ask", 7}}));
  BOOST_TEST(answer.failure().is<InvalidSignature>());
  BOOST_TEST(pair.wire.clientTransport->written == "");
}

BOOST_AUTO_TEST_CASE(a_quit_box_is_the_last_one, *label("AMP-32")) {
  Pair pair;
  pair.server.responder("quit", [](const Box&) -> Box { return QuitBox({{"bye", true}}); });
  const auto answer = ask(pair.client, "quit");
  pair.wire.flush();
  BOOST_TEST((answer.value() == boxOf({{"bye", true}})));
  BOOST_TEST(pair.wire.serverTransport->disconnecting);
  BOOST_TEST(pair.wire.lost());
}

BOOST_AUTO_TEST_CASE(a_quit_box_may_be_sent_by_itself, *label("AMP-32")) {
  Pair pair;
  std::vector<Box> notes;
  pair.server.responder("note", [&](const Box& box) {
    notes.push_back(box);
    return Box();
  });
  pair.client.sendBox(QuitBox({{"_command", "note"}, {"x", 1}}));
  BOOST_TEST(pair.wire.clientTransport->disconnecting);
  pair.wire.flush();
  BOOST_REQUIRE(notes.size() == 1U);
  BOOST_TEST((notes[0] == boxOf({{"x", 1}})));
}

BOOST_AUTO_TEST_CASE(a_box_cannot_be_sent_without_a_connection, *label("AMP-19")) {
  Pair pair;
  AMP unconnected;
  BOOST_CHECK_THROW(unconnected.sendBox(Box()), reactor::ConnectionLost);
  pair.client.sendBox(boxOf({{"_command", "note"}}));
  BOOST_TEST(pair.wire.clientTransport->written.size() > 0U);
  pair.wire.lose(reactor::Failure(std::runtime_error("gone")));
  BOOST_CHECK_THROW(pair.client.sendBox(boxOf({{"_command", "note"}})), reactor::ConnectionLost);
}

BOOST_AUTO_TEST_CASE(after_a_quit_box_no_command_is_answered, *label("AMP-32")) {
  Pair pair;
  int calls = 0;
  pair.server.responder("quit", [](const Box&) -> Box { return QuitBox(); });
  pair.server.responder("next", [&](const Box&) {
    ++calls;
    return Box();
  });
  const auto first = ask(pair.client, "quit");
  const auto second = ask(pair.client, "next");
  pair.wire.flush();
  (void)first.value();
  BOOST_TEST(second.failure().is<reactor::ConnectionDone>());
  BOOST_TEST(calls == 0);
  BOOST_TEST(pair.wire.serverTransport->writes == 1U);
  BOOST_CHECK_THROW(pair.server.sendBox(Box()), reactor::ConnectionLost);
}

BOOST_AUTO_TEST_CASE(a_field_that_a_responder_does_not_find_is_the_fault_of_the_peer,
                     *label("AMP-13")) {
  for (const auto& fields : {Value::Map{}, Value::Map{{"n", "text"}}}) {
    Pair pair;
    pair.server.responder("double", [](const Box& box) {
      return boxOf({{"n", 2 * box.get<std::int64_t>("n")}});
    });
    const auto answer = ask(pair.client, "double", boxOf(fields));
    pair.wire.flush();
    BOOST_TEST(answer.failure().is<UnknownRemoteError>());
    BOOST_TEST(pair.log.take<InvalidSignature>() == 1U);
    BOOST_TEST(pair.wire.lost());
  }
}

BOOST_AUTO_TEST_CASE(names_and_texts_that_are_not_utf_8_come_back_equal, *label("MP-09")) {
  const auto box = boxOf({{"\xff", "caf\xe9"}, {"\xfe", Value::Map{{"\xff", 1}}}});
  BOOST_TEST((received(box.serialize().substr(lengthSize)) == box));
}

BOOST_AUTO_TEST_CASE(keys_have_a_length, *label("MP-08")) {
  const std::string longest(255, 'k');
  BOOST_TEST(received(boxOf({{longest, 1}}).serialize().substr(lengthSize)).fields.size() == 1U);
  const auto isKey = [](const TooLong& e) { return e.isKey && e.isLocal && e.length == 256; };
  BOOST_CHECK_EXCEPTION((void)boxOf({{longest + "k", 1}}).serialize(), TooLong, isKey);
  ReceivedBox box;
  BOOST_TEST(box.parse(std::string("\x81\xda\x01\x00", 4) + longest + "k\x01", Limits()) ==
             "a key that is too long");
}

static_assert(!std::is_constructible_v<Value, std::uint64_t> &&
                  !std::is_constructible_v<Value, std::nullptr_t>,
              "what would lose its value or meaning is no value");

BOOST_AUTO_TEST_SUITE_END()
