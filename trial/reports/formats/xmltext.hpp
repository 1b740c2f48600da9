/// Texts of any bytes in XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace trial {

/// The text without what XML 1.0 cannot hold: control characters and bytes that are not UTF-8 are
/// replaced by U+FFFD. Its characters are not escaped.
[[nodiscard]] std::string inXml(std::string_view text);
/// The same, escaped for an element, or for an attribute in double quotes.
[[nodiscard]] std::string inHtml(std::string_view text);

}  // namespace trial
