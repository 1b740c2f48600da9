#include <trial/reports/formats/xmltext.hpp>

#include <trial/reports/jsontext.hpp>

namespace trial {

std::string inXml(std::string_view text) {
  constexpr std::string_view replacement = "\xef\xbf\xbd";
  auto valid = inUtf8(text);
  std::string out;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto byte = static_cast<unsigned char>(valid[i]);
    const bool control = byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r';
    const std::string_view rest = std::string_view(valid).substr(i);
    if (control) {
      out += replacement;
    } else if (rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf")) {
      out += replacement;
      i += 2;
    } else {
      out += valid[i];
    }
  }
  return out;
}

std::string inHtml(std::string_view text) {
  std::string out;
  for (const char c : inXml(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace trial
