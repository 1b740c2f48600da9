#include <dist/stream.hpp>

#include <stdexcept>
#include <string>

#include <boost/test/unit_test.hpp>

#include <dist/localworkeramp.hpp>
#include <dist/managercommands.hpp>
#include <dist/testing.hpp>
#include <protocols/testing.hpp>

#include "support.hpp"

namespace {

using boost::unit_test::label;
using support::Texts;

}  // namespace

BOOST_AUTO_TEST_SUITE(StreamReceiverTests)

BOOST_AUTO_TEST_CASE(ids_are_counted_by_each_receiver, *label("ST-01")) {
  dist::StreamReceiver first;
  BOOST_TEST(first.open() == 0);
  BOOST_TEST(first.open() == 1);
  (void)first.finish(0);
  BOOST_TEST(first.open() == 2);
  dist::StreamReceiver second;
  BOOST_TEST(second.open() == 0);
}

BOOST_AUTO_TEST_CASE(chunks_are_kept_in_order_and_given_once, *label("ST-02")) {
  dist::StreamReceiver receiver;
  const auto a = receiver.open();
  const auto b = receiver.open();
  receiver.write(a, "one ");
  receiver.write(b, "other");
  receiver.write(a, "two");
  BOOST_TEST(receiver.finish(a) == (Texts{"one ", "two"}));
  BOOST_CHECK_THROW((void)receiver.finish(a), std::out_of_range);
  BOOST_TEST(receiver.finish(b) == (Texts{"other"}));
}

BOOST_AUTO_TEST_CASE(an_unknown_id_is_refused, *label("ST-03")) {
  dist::StreamReceiver receiver;
  BOOST_CHECK_THROW(receiver.write(7, "x"), std::out_of_range);
  BOOST_CHECK_THROW((void)receiver.finish(7), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(an_empty_stream_has_no_chunks, *label("ST-06")) {
  dist::StreamReceiver receiver;
  const auto id = receiver.open();
  BOOST_TEST(receiver.finish(id).empty());
}

BOOST_AUTO_TEST_CASE(a_peer_cannot_open_streams_without_end) {
  dist::StreamReceiver receiver;
  for (int i = 0; i < 64; ++i) (void)receiver.open();
  BOOST_CHECK_THROW((void)receiver.open(), std::length_error);
  (void)receiver.finish(3);
  BOOST_TEST(receiver.open() == 64);
}

BOOST_AUTO_TEST_CASE(what_the_streams_of_a_connection_may_hold_is_limited) {
  protocols::Limits limits;
  limits.streams = 1;
  limits.streamBytes = 10 + 2 * sizeof(std::string);
  dist::StreamReceiver receiver(limits);
  const auto id = receiver.open();
  BOOST_CHECK_THROW((void)receiver.open(), std::length_error);
  receiver.write(id, "12345");
  receiver.write(id, "67890");
  BOOST_CHECK_THROW(receiver.write(id, ""), std::length_error);  // it takes memory too
  BOOST_TEST(receiver.finish(id) == (Texts{"12345", "67890"}));
  receiver.write(receiver.open(), "1234567890");  // what was finished counts no more
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ChunkTests)

BOOST_AUTO_TEST_CASE(all_but_the_last_have_the_size, *label("ST-04")) {
  const auto pieces = dist::chunk("abcdefgh", 3);
  BOOST_TEST((std::vector<std::string>(pieces.begin(), pieces.end())) ==
             (Texts{"abc", "def", "gh"}));
  BOOST_TEST(dist::chunk("abc", 3).size() == 1U);
  BOOST_TEST(dist::chunk("", 3).empty());
}

BOOST_AUTO_TEST_CASE(a_size_of_0_is_refused) {
  BOOST_CHECK_THROW((void)dist::chunk("abc", 0), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(StreamSenderTests)

BOOST_AUTO_TEST_CASE(a_text_arrives_whole_without_waiting_for_answers, *label("ST-05")) {
  dist::LocalWorkerAMP manager;
  protocols::AMP worker;
  protocols::testing::ConnectedPair pair(manager, worker);
  const auto reporter = std::make_shared<dist::testing::RecordingReporter>();
  const support::Watched running(manager.run(dist::testing::namedCase("t.a"), reporter));
  std::string text(700'000, 'x');
  text += "end";
  dist::StreamSender sender;
  BOOST_TEST(sender.send(worker, "first") == 0);
  const auto id = sender.send(worker, text);
  BOOST_TEST(id == 1);
  BOOST_TEST(pair.serverTransport->written.size() > text.size());  // all of it, at once
  worker.callRemote<dist::managercommands::AddSkip>("t.a", std::int64_t{1}, "", id);
  pair.flush();
  BOOST_REQUIRE(reporter->skips.size() == 1U);
  BOOST_TEST(reporter->skips[0].second.size() == text.size());
  BOOST_TEST((reporter->skips[0].second == text));
  pair.lose(reactor::Failure(std::runtime_error("over")));
}

BOOST_AUTO_TEST_CASE(unfinished_streams_go_with_the_connection, *label("ST-07")) {
  for (int connection = 0; connection < 2; ++connection) {
    dist::LocalWorkerAMP manager;
    protocols::AMP worker;
    protocols::testing::ConnectedPair pair(manager, worker);
    BOOST_TEST(manager.streamOpen() == 0);
    manager.streamWrite(0, std::string(1 << 20, 'x'));
    pair.lose(reactor::Failure(std::runtime_error("over")));
  }
}

BOOST_AUTO_TEST_SUITE_END()
