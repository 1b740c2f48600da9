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
  // Those whose programs end when they do not know an option come first. GoogleTest is last: its
  // mocks are used with all the others.
  static const std::array all = {
      adapter<BoostTest>(), adapter<Catch2Version2>(), adapter<Catch2Version3>(),
      adapter<Native>(),    adapter<Doctest>(),        adapter<GoogleTest>(),
  };
  return all;
}

std::vector<Recognised> frameworksOf(const std::filesystem::path& program) {
  std::vector<Recognised> found;
  const auto file = Executable::open(program);
  if (!file) return found;
  for (const auto* framework : frameworks()) {
    if (auto dialect = framework->recognise(*file))
      found.push_back({framework, *std::move(dialect)});
  }
  return found;
}

}  // namespace trial::frameworks
