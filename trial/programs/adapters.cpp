#include <trial/programs/adapters.hpp>

#include <array>
#include <optional>
#include <utility>

#include <trial/programs/boosttest/adapter.hpp>
#include <trial/programs/catch2/adapter.hpp>
#include <trial/programs/doctest/adapter.hpp>
#include <trial/programs/executable.hpp>
#include <trial/programs/googletest/adapter.hpp>
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
      adapter<BoostTest>(),      adapter<GoogleTest>(), adapter<Catch2Version2>(),
      adapter<Catch2Version3>(), adapter<Doctest>(),    adapter<Native>(),
  };
  return all;
}

Recognised frameworkOf(const std::filesystem::path& program) {
  const auto file = Executable::open(program);
  if (!file) return {};
  for (const auto* framework : frameworks()) {
    if (auto dialect = framework->recognise(*file)) return {framework, *std::move(dialect)};
  }
  return {};
}

}  // namespace trial::frameworks
