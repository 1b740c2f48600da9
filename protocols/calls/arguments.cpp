#include <protocols/arguments.hpp>

#include <protocols/wire/utf8.hpp>

namespace protocols::detail {

std::string textOf(std::string_view received) {
  if (validUtf8Prefix(received) == received.size()) return std::string(received);
  return replaceInvalidUtf8(received);
}

}  // namespace protocols::detail
