#include <protocols/fields.hpp>

#include <fmt/format.h>

#include <protocols/error.hpp>

namespace protocols::detail {

void missing(std::string_view name, std::string_view command) {
  throw InvalidSignature(fmt::format("forgot {} for {}", name, command));
}

}  // namespace protocols::detail
