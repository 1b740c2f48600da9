#include <trial/programs/adapters.hpp>

#include <array>

#include <trial/programs/boosttest/adapter.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/native/adapter.hpp>

namespace trial::frameworks {

namespace {

/// The only one of its type.
template <class Adapter>
const Framework* adapter() {
  static const Adapter only;
  return &only;
}

}  // namespace

std::span<const Framework* const> frameworks() {
  static const std::array all = {
      adapter<BoostTest>(),
      adapter<Native>(),
  };
  return all;
}

const Framework* frameworkOf(const std::filesystem::path& program) {
  const auto file = Executable::open(program);
  if (!file) return nullptr;
  for (const auto* framework : frameworks()) {
    if (framework->recognises(*file)) return framework;
  }
  return nullptr;
}

}  // namespace trial::frameworks
