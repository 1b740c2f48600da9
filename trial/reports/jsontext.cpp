#include <trial/reports/jsontext.hpp>

#include <stdexcept>

#include <trial/cases/utf8.hpp>

namespace trial {

std::string inUtf8(std::string_view text) {
  std::string out;
  for (;;) {
    const auto valid = validUtf8Prefix(text);
    out += text.substr(0, valid);
    if (valid == text.size()) return out;
    out += "\xef\xbf\xbd";
    text.remove_prefix(valid + 1);
  }
}

Json jsonText(std::string_view text) {
  if (validUtf8Prefix(text) == text.size()) return text;
  std::string bytes;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      bytes += c;
    } else {
      bytes += static_cast<char>(0xc0U | byte >> 6U);
      bytes += static_cast<char>(0x80U | (byte & 0x3fU));
    }
  }
  return {{"text", inUtf8(text)}, {"bytes", bytes}};
}

std::string bytesOf(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  const auto& bytes = json.at("bytes").get_ref<const std::string&>();
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) {
      out += bytes[i];
      continue;
    }
    // Two bytes of UTF-8 are a character up to U+00FF.
    if ((lead != 0xc2 && lead != 0xc3) || i + 1 == bytes.size()) {
      throw std::runtime_error("a character of \"bytes\" stands for no byte");
    }
    out += static_cast<char>((lead & 3U) << 6U | (static_cast<unsigned char>(bytes[++i]) & 0x3fU));
  }
  return out;
}

}  // namespace trial
