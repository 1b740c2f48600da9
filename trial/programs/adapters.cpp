#include <trial/programs/adapters.hpp>

#include <array>
#include <optional>
#include <string>
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
  auto file = Executable::open(program);
  return file ? frameworksOf(*file) : std::vector<Recognised>();
}

std::vector<Recognised> frameworksOf(Executable& file) {
  std::vector<std::string> marks;
  for (const auto* framework : frameworks()) {
    for (auto& mark : framework->marks()) marks.push_back(std::move(mark));
  }
  file.lookFor(std::move(marks));
  std::vector<Recognised> found;
  for (const auto* framework : frameworks()) {
    if (auto dialect = framework->recognise(file))
      found.push_back({framework, *std::move(dialect)});
  }
  return found;
}

}  // namespace trial::frameworks
