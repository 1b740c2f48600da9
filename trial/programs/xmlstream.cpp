#include <trial/programs/xmlstream.hpp>

#include <algorithm>
#include <new>
#include <utility>

#include <expat.h>
#include <fmt/format.h>

#include <trial/programs/common/limits.hpp>

namespace trial::frameworks {

namespace {

// XML_Parse takes an int.
constexpr std::size_t mostBytesAtOnce = std::size_t{1} << 20U;

}  // namespace

std::string XmlElement::attribute(std::string_view key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? std::string() : found->second;
}

void XmlStream::Free::operator()(XML_ParserStruct* parser) const noexcept {
  ::XML_ParserFree(parser);
}

XmlStream::XmlStream(IXmlListener& listener)
    : listener_(listener), parser_(::XML_ParserCreate(nullptr)) {
  if (!parser_) throw std::bad_alloc();
#if XML_MAJOR_VERSION > 2 || (XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION >= 6)
  // Else a tag that comes in pieces may not be told of before more of the document has come.
  ::XML_SetReparseDeferralEnabled(parser_.get(), XML_FALSE);
#endif
  ::XML_SetUserData(parser_.get(), this);
  ::XML_SetElementHandler(parser_.get(), &XmlStream::begin, &XmlStream::end);
  ::XML_SetCharacterDataHandler(parser_.get(), &XmlStream::characters);
}

void XmlStream::received(std::string_view data) {
  while (!data.empty() && error_.empty()) {
    const auto piece = data.substr(0, mostBytesAtOnce);
    data.remove_prefix(piece.size());
    const auto status =
        ::XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), XML_FALSE);
    if (status == XML_STATUS_OK) continue;
    error_ = fmt::format("line {}: {}", ::XML_GetCurrentLineNumber(parser_.get()),
                         ::XML_ErrorString(::XML_GetErrorCode(parser_.get())));
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
  }
}

/// Exceptions must not pass through the parser, which is written in C.
template <class Call>
void XmlStream::guarded(Call&& call) noexcept {
  if (thrown_) return;
  try {
    std::forward<Call>(call)();
  } catch (...) {
    thrown_ = std::current_exception();
    ::XML_StopParser(parser_.get(), XML_FALSE);
  }
}

void XmlStream::begin(void* self, const char* name, const char** attributes) {
  auto& stream = *static_cast<XmlStream*>(self);
  stream.guarded([&] {
    XmlElement element;
    element.name = name;
    for (; *attributes != nullptr; attributes += 2) {
      element.attributes.emplace(attributes[0], attributes[1]);
    }
    stream.open_.push_back(std::move(element));
    stream.listener_.opened(stream.open_.back());
  });
}

void XmlStream::end(void* self, const char* /*name*/) {
  auto& stream = *static_cast<XmlStream*>(self);
  stream.guarded([&] {
    const auto element = std::move(stream.open_.back());
    stream.open_.pop_back();
    stream.complete_ = stream.open_.empty();
    stream.listener_.closed(element);
  });
}

void XmlStream::characters(void* self, const char* text, int size) {
  auto& stream = *static_cast<XmlStream*>(self);
  stream.guarded([&] {
    if (stream.open_.empty()) return;
    auto& all = stream.open_.back().text;
    if (all.size() > mostText) return;
    all.append(text, static_cast<std::size_t>(size));
    cutAt(all, mostText);
  });
}

}  // namespace trial::frameworks
