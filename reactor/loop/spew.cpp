#include <reactor/spew.hpp>

#include <cstdio>

namespace reactor {

void setSpewing(bool on) noexcept { detail::spewing = on; }

namespace detail {

bool spewing = false;

void spew(std::string_view line) noexcept {
  std::fprintf(stderr, "spew: %.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace detail

}  // namespace reactor
