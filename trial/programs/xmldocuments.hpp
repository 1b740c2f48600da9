/// XmlDocuments: reads the XML that a test program writes while it runs, as such programs write it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <trial/programs/xmlstream.hpp>

namespace trial::frameworks {

/// Frameworks write XML by hand, and put the texts of users into it as they are. This replaces
/// characters that XML may not have (form feeds, surrogates), and newlines in attributes, of which
/// a parser would make blanks; and it cuts attributes that make a tag too long. A program that runs
/// its tests several times writes several documents; what stands before, between and behind them is
/// passed over.
class XmlDocuments final : private IXmlListener {
 public:
  /// `listener` outlives it.
  explicit XmlDocuments(IXmlListener& listener) : listener_(listener) {}

  /// More of the documents, cut anywhere.
  void received(std::string_view data);
  /// How many documents have begun.
  [[nodiscard]] std::size_t begun() const noexcept { return begun_; }
  /// True if the document that began last is at its end, and no crash was told in it.
  [[nodiscard]] bool complete() const noexcept { return isAtEnd() && !inCrash_; }
  /// What is wrong with the document that began last; empty if nothing is.
  [[nodiscard]] std::string error() const { return stream_ ? stream_->error() : std::string(); }

  /// For the listener: the framework says that the process crashes in the elements that are open
  /// now. It ends the document before that happens, and the listener hears nothing of it. If tags
  /// follow behind the end, the crash was that of a child process: the listener hears `resumed`,
  /// and those tags as if the document had not come to its end.
  void crashTold();
  /// For the listener: a child of the process may have written what follows, up to the end of the
  /// document. If tags follow behind that, they are read in the elements that are open now, and the
  /// listener hears `resumed` before them.
  void mayGoOn();
  /// True from a crash that was told on, unless the process has gone on.
  [[nodiscard]] bool inCrash() const noexcept { return inCrash_; }

 private:
  enum class Place : unsigned char { outside, text, tag, value, comment };

  void opened(const XmlElement& element) override;
  void closed(const XmlElement& element) override;
  [[nodiscard]] bool isAtEnd() const noexcept { return stream_ && stream_->complete(); }
  void begin();
  void byte(char c);
  void outside(char c);
  void behindEnd(char c);
  void text(char c);
  void tag(char c);
  void value(char c);
  void comment(char c);
  void keep(char c);
  void flush();

  IXmlListener& listener_;
  std::unique_ptr<XmlStream> stream_;
  std::size_t begun_ = 0;
  Place place_ = Place::outside;
  std::size_t matched_ = 0;   // so much of a declaration's beginning was read, outside of documents
  std::size_t depth_ = 0;     // so many elements are open
  char before_ = 0;           // the byte before, in a tag or a comment
  bool closing_ = false;      // the tag is one of an end
  std::size_t tagSize_ = 0;   // so many bytes of the attributes of the tag were kept
  bool isCut_ = false;        // the rest of this attribute is left out
  bool inReference_ = false;  // between & and ; in an attribute
  std::string held_;          // bytes that may begin a character which XML may not have
  std::string mended_;        // what is to be read next
  std::string continuation_;  // what is read before the tags behind the end of a document
  bool resuming_ = false;     // the elements that were open are opened once more
  bool inCrash_ = false;
};

}  // namespace trial::frameworks
