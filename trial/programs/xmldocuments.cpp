#include <trial/programs/xmldocuments.hpp>

#include <fmt/format.h>

namespace trial::frameworks {

namespace {

constexpr std::string_view declaration = "<?xml ";
/// The attribute of elements that are opened once more behind the end of a document.
constexpr std::string_view again = "again";

std::string escaped(char c) { return fmt::format("\\x{:02X}", static_cast<unsigned char>(c)); }

/// Three bytes of UTF-8 that stand for a surrogate, or for what is no character at all.
bool isNoCharacter(std::string_view bytes) {
  return (bytes[0] == '\xED' && static_cast<unsigned char>(bytes[1]) >= 0xA0) ||
         bytes == "\xEF\xBF\xBE" || bytes == "\xEF\xBF\xBF";
}

}  // namespace

void XmlDocuments::received(std::string_view data) {
  for (const char c : data) byte(c);
  flush();
}

void XmlDocuments::crashTold() {
  inCrash_ = true;
  mayGoOn();
}

void XmlDocuments::mayGoOn() {
  continuation_.clear();
  for (const auto& element : stream_->open())
    continuation_ += fmt::format("<{} {}=\"\">", element.name, again);
}

void XmlDocuments::begin() {
  IXmlListener& own = *this;
  stream_ = std::make_unique<XmlStream>(own);
}

void XmlDocuments::opened(const XmlElement& element) {
  if (!element.attributes.contains(again)) {
    if (!inCrash_) listener_.opened(element);
  } else if (std::exchange(resuming_, false)) {
    inCrash_ = false;
    listener_.resumed();
  }
}

void XmlDocuments::closed(const XmlElement& element) {
  if (!inCrash_) listener_.closed(element);
}

void XmlDocuments::byte(char c) {
  switch (place_) {
    case Place::outside: return outside(c);
    case Place::text: return text(c);
    case Place::tag: return tag(c);
    case Place::comment: return comment(c);
    case Place::value: return value(c);
  }
}

void XmlDocuments::outside(char c) {
  if (matched_ == 1 && c != '?' && isAtEnd()) return behindEnd(c);
  matched_ = c == declaration[matched_] ? matched_ + 1 : c == declaration.front() ? 1 : 0;
  if (matched_ < declaration.size()) return;
  matched_ = 0;
  continuation_.clear();
  begin();
  ++begun_;
  depth_ = 0;
  closing_ = false;
  held_.clear();
  mended_ = declaration;
  before_ = c;
  place_ = Place::tag;
}

/// Behind the first letter of a tag there.
void XmlDocuments::behindEnd(char c) {
  matched_ = 0;
  if (continuation_.empty()) return;
  begin();
  resuming_ = true;
  place_ = Place::text;
  for (const char before : std::exchange(continuation_, {})) byte(before);
  byte('<');
  byte(c);
}

void XmlDocuments::text(char c) {
  keep(c);
  if (c != '<') return;
  place_ = Place::tag;
  before_ = c;
  closing_ = false;
  tagSize_ = 0;
}

void XmlDocuments::tag(char c) {
  keep(c);
  if (c == '"') place_ = Place::value;
  isCut_ = false;
  if (before_ == '<' && c == '!') place_ = Place::comment;
  if (before_ == '<') closing_ = c == '/';
  if (c == '>') {
    place_ = Place::text;
    if (closing_) {
      if (depth_ > 0) --depth_;
    } else if (before_ != '/' && before_ != '?') {
      ++depth_;
    }
    if (depth_ == 0 && before_ != '?') {
      flush();
      place_ = Place::outside;
    }
  }
  before_ = c;
}

/// The parser keeps a tag until its end has come.
void XmlDocuments::value(char c) {
  if (c == '"') {
    place_ = Place::tag;
    inReference_ = false;
    return keep(c);
  }
  const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
  if (tagSize_ > mostText && !continues && !inReference_) isCut_ = true;
  if (isCut_) return;
  if (c == '&' || c == ';') inReference_ = c == '&';
  ++tagSize_;
  keep(c);
}

void XmlDocuments::comment(char c) {
  keep(c);
  if (before_ == '-' && c == '>') place_ = Place::text;
  before_ = c;
}

/// Adds a byte to what is read next, or what stands for it.
void XmlDocuments::keep(char c) {
  const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
  if (!held_.empty() && continues) {
    held_ += c;
    if (held_.size() < 3) return;
    if (isNoCharacter(held_)) {
      for (const char byte : held_) mended_ += escaped(byte);
    } else {
      mended_ += held_;
    }
    return held_.clear();
  }
  mended_ += held_;
  held_.clear();
  if (c == '\xED' || c == '\xEF') {
    held_ = c;
  } else if (c == '\v' || c == '\f') {
    mended_ += escaped(c);
  } else if (c == '\r' || (place_ == Place::value && (c == '\n' || c == '\t'))) {
    mended_ += fmt::format("&#{};", static_cast<int>(c));
  } else {
    mended_ += c;
  }
}

void XmlDocuments::flush() {
  if (stream_ && !mended_.empty()) stream_->received(mended_);
  mended_.clear();
}

}  // namespace trial::frameworks
