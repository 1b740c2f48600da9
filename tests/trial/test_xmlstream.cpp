#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/xmlstream.hpp>

using trial::frameworks::IXmlListener;
using trial::frameworks::XmlElement;
using trial::frameworks::XmlStream;

BOOST_AUTO_TEST_SUITE(XmlStreamTests)

namespace {

struct Heard final : IXmlListener {
  std::vector<std::string> events;
  std::string throwAt;
  void opened(const XmlElement& element) override {
    if (element.name == throwAt) throw std::runtime_error("enough");
    std::string text = "<" + element.name;
    for (const auto& [key, value] : element.attributes) text += fmt::format(" {}={}", key, value);
    events.push_back(text);
  }
  void closed(const XmlElement& element) override {
    events.push_back(fmt::format("/{} {}", element.name, element.text));
  }
};

constexpr auto document =
    "<?xml version=\"1.0\"?>\n<run of=\"a &lt;b&gt;\"><case name=\"ö\">x &amp; "
    "<i/>y</case></run>\n";

}  // namespace

BOOST_AUTO_TEST_CASE(a_document_is_read_however_it_is_cut) {
  const std::string text = document;
  for (std::size_t size = 1; size <= text.size(); size += 7) {
    Heard heard;
    XmlStream stream(heard);
    for (std::size_t at = 0; at < text.size(); at += size) stream.received(text.substr(at, size));
    const std::vector<std::string> expected = {"<run of=a <b>", "<case name=ö", "<i",
                                               "/i ",           "/case x & y",  "/run "};
    BOOST_TEST(heard.events == expected, boost::test_tools::per_element());
    BOOST_TEST(stream.complete());
    BOOST_TEST(stream.error() == "");
  }
}

BOOST_AUTO_TEST_CASE(an_element_is_heard_of_before_the_next_is_written) {
  Heard heard;
  XmlStream stream(heard);
  stream.received("<run><case name='a'>");
  BOOST_TEST(heard.events.size() == 2U);
  BOOST_TEST(!stream.complete());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line_and_nothing_is_read_behind_it) {
  Heard heard;
  XmlStream stream(heard);
  stream.received("<run>\n<a/>\n<b></c><d/>");
  BOOST_TEST(stream.error() == "line 3: mismatched tag");
  const auto count = heard.events.size();
  stream.received("<e/></run>");
  BOOST_TEST(heard.events.size() == count);
  BOOST_TEST(!stream.complete());
}

BOOST_AUTO_TEST_CASE(what_the_listener_throws_comes_out_and_ends_the_reading) {
  Heard heard;
  heard.throwAt = "b";
  XmlStream stream(heard);
  BOOST_CHECK_THROW(stream.received("<run><a/><b/><c/>"), std::runtime_error);
  const auto count = heard.events.size();
  stream.received("<d/>");
  BOOST_TEST(heard.events.size() == count);
}

BOOST_AUTO_TEST_SUITE_END()
