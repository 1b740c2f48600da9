/// XmlStream: reads an XML document while it is being written. Test programs report in such.
#pragma once

#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct XML_ParserStruct;

namespace trial::frameworks {

/// One element. Text and names are UTF-8.
struct XmlElement {
  std::string name;
  std::map<std::string, std::string, std::less<>> attributes;
  /// What stands directly in it, the pieces between its children joined. Complete when it is
  /// closed, but for what is beyond `mostText`, in whose place stands `[...]`.
  std::string text = {};
  /// An attribute's value; empty if it is not there.
  [[nodiscard]] std::string attribute(std::string_view key) const;
};

/// So much of the text of an element is kept, and of a tag read, in bytes.
inline constexpr std::size_t mostText = std::size_t{4} << 20U;

class IXmlListener {
 public:
  virtual ~IXmlListener() = default;
  virtual void opened(const XmlElement& element) = 0;
  virtual void closed(const XmlElement& element) = 0;
  /// The process goes on behind the end of the document: `XmlDocuments::crashTold` and `mayGoOn`.
  virtual void resumed() {}
};

class XmlStream final {
 public:
  /// `listener` outlives it.
  explicit XmlStream(IXmlListener& listener);

  /// More of the document, cut anywhere. What the listener throws comes out, and nothing is read
  /// any more then.
  void received(std::string_view data);
  /// What is wrong with the document, and in which line of it; empty while nothing is. Behind that,
  /// nothing is read.
  [[nodiscard]] const std::string& error() const noexcept { return error_; }
  /// The elements that are open, outermost first.
  [[nodiscard]] const std::vector<XmlElement>& open() const noexcept { return open_; }
  /// True once the outermost element was closed.
  [[nodiscard]] bool complete() const noexcept { return complete_; }

 private:
  struct Free {
    void operator()(XML_ParserStruct* parser) const noexcept;
  };
  static void begin(void* self, const char* name, const char** attributes);
  static void end(void* self, const char* name);
  static void characters(void* self, const char* text, int size);
  template <class Call>
  void guarded(Call&& call) noexcept;

  IXmlListener& listener_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::vector<XmlElement> open_;
  std::exception_ptr thrown_;
  std::string error_;
  bool complete_ = false;
};

}  // namespace trial::frameworks
