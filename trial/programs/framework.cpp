#include <trial/programs/framework.hpp>

#include <array>
#include <cstring>

#include <fmt/format.h>

#include <trial/programs/boosttest/boosttest.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/native/native.hpp>

namespace trial::frameworks {

std::string describe(const ProcessEnd& end) {
  if (end.signal == 0) return fmt::format("exited with status {}", end.status);
  if (const char* abbreviation = ::sigabbrev_np(end.signal)) {
    return fmt::format("ended by signal {} (SIG{})", end.signal, abbreviation);
  }
  return fmt::format("ended by signal {}", end.signal);
}

const Framework* frameworkOf(const std::filesystem::path& program) {
  static const BoostTest boostTest;
  static const Native native;
  static const std::array<const Framework*, 2> all = {&boostTest, &native};
  const auto file = Executable::open(program);
  if (!file) return nullptr;
  for (const auto* framework : all) {
    if (framework->recognises(*file)) return framework;
  }
  return nullptr;
}

}  // namespace trial::frameworks
