#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <trial/programs/xmldocuments.hpp>

using trial::frameworks::IXmlListener;
using trial::frameworks::XmlDocuments;
using trial::frameworks::XmlElement;

BOOST_AUTO_TEST_SUITE(XmlDocumentsTests)

namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

struct Read final : IXmlListener {
  /// Gives the text in pieces.
  explicit Read(const std::string& text, std::size_t size = std::string::npos) {
    for (std::size_t at = 0; at < text.size(); at += std::min(size, text.size()))
      documents.received(std::string_view(text).substr(at, size));
  }
  void opened(const XmlElement& element) override {
    events.push_back("<" + element.name + element.attribute("name"));
  }
  void closed(const XmlElement& element) override {
    events.push_back("/" + element.text);
    if (element.name == "crash") documents.crashTold();
  }
  void resumed() override { events.emplace_back("resumed"); }

  XmlDocuments documents{*this};
  std::vector<std::string> events;
};

std::string document(std::string_view inside) {
  return fmt::format("{}<run>{}</run>\n", declaration, inside);
}

/// What is read of an attribute, and of a text.
std::string attributeOf(std::string_view written) {
  Read read(document(fmt::format("<a name=\"{}\"/>", written)));
  BOOST_TEST(read.documents.error() == "");
  return read.events.at(1).substr(2);
}
std::string textOf(std::string_view written) {
  Read read(document(fmt::format("<a>{}</a>", written)));
  BOOST_TEST(read.documents.error() == "");
  return read.events.at(2).substr(1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(blanks_in_attributes_stay_what_they_are) {
  BOOST_TEST(attributeOf("a\nb\tc\r\nd") == "a\nb\tc\r\nd");
  BOOST_TEST(attributeOf("a/b > c") == "a/b > c");
  BOOST_TEST(textOf("a\n\"b\n\"\r\nc") == "a\n\"b\n\"\r\nc");
}

BOOST_AUTO_TEST_CASE(what_xml_does_not_have_is_shown_as_bytes) {
  BOOST_TEST(textOf("a\fb\vc") == "a\\x0Cb\\x0Bc");
  BOOST_TEST(attributeOf("\f") == "\\x0C");
  BOOST_TEST(textOf("\xed\xa0\x80 \xed\x9f\xbf") == "\\xED\\xA0\\x80 \xed\x9f\xbf");
  BOOST_TEST(textOf("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd") ==
             "\\xEF\\xBF\\xBE\\xEF\\xBF\\xBF\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(documents_follow_each_other_with_noise_between_them) {
  const auto text = "noise <b> <?x " + document("<!-- \"a > --><a name=\"1\"/>") + "</a> & " +
                    document("<a name=\"2\">]]&gt;</a>") + "<c/>";
  const Read whole(text);
  const std::vector<std::string> expected = {"<run", "<a1", "/", "/", "<run", "<a2", "/]]>", "/"};
  BOOST_TEST(whole.events == expected, boost::test_tools::per_element());
  BOOST_TEST(whole.documents.begun() == 2U);
  for (std::size_t size = 1; size < text.size(); ++size) {
    const Read pieces(text, size);
    BOOST_TEST(pieces.events == expected, boost::test_tools::per_element());
    BOOST_TEST(pieces.documents.complete());
  }
}

BOOST_AUTO_TEST_CASE(a_document_is_complete_at_its_end) {
  Read read("");
  BOOST_TEST(read.documents.begun() == 0U);
  BOOST_TEST(!read.documents.complete());
  read.documents.received(document(""));
  BOOST_TEST(read.documents.complete());
  read.documents.received(fmt::format("{}<run><a/>", declaration));
  BOOST_TEST(!read.documents.complete());
  BOOST_TEST(read.documents.error() == "");
  read.documents.received("</run>");
  BOOST_TEST(read.documents.complete());
}

BOOST_AUTO_TEST_CASE(a_document_may_go_on_behind_its_end) {
  Read read("");
  read.documents.received(fmt::format("{}<run><a>", declaration));
  read.documents.received("<crash/>by the child<c/></a></run>\n\n");
  BOOST_TEST(read.documents.inCrash());
  BOOST_TEST(!read.documents.complete());
  BOOST_TEST(read.events.size() == 4U);
  read.documents.received("  <");
  BOOST_TEST(read.documents.inCrash());
  read.documents.received("b/>by the parent</a>");
  BOOST_TEST(!read.documents.inCrash());
  BOOST_TEST(!read.documents.complete());
  read.documents.received("</run>\n");
  const std::vector<std::string> expected = {"<run", "<a", "<crash",         "/", "resumed",
                                             "<b",   "/",  "/by the parent", "/"};
  BOOST_TEST(read.events == expected, boost::test_tools::per_element());
  BOOST_TEST(read.documents.complete());
  BOOST_TEST(read.documents.begun() == 1U);
  read.documents.received("</run>");
  BOOST_TEST(read.events == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_kept_of_texts_and_attributes_has_a_limit,
                     *boost::unit_test::label("PROG-22")) {
  constexpr auto most = trial::frameworks::mostText;
  const std::string many(most, 'x');
  const auto text = textOf(many + "<![CDATA[x]]>" + many);
  BOOST_TEST(text.size() < most + 100);
  BOOST_TEST(text.ends_with("x\n[...]"));
  BOOST_TEST(textOf(many).size() == most);
  // The cut is in no reference and in no character.
  const auto last = std::string("&amp;\xc3\xbc");
  for (std::size_t less = 0; less < 6; ++less) {
    const auto value = attributeOf(many.substr(less) + last + last + last + many);
    BOOST_TEST(value.size() < most + 100);
    BOOST_TEST(value.size() > most - 100);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_until_the_next_document) {
  Read read(document("<a></b>"));
  BOOST_TEST(read.documents.error() == "line 2: mismatched tag");
  BOOST_TEST(!read.documents.complete());
  read.documents.received("</run>" + document(""));
  BOOST_TEST(read.documents.error() == "");
  BOOST_TEST(read.documents.complete());
}

BOOST_AUTO_TEST_SUITE_END()
