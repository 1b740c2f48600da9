#include <trial/ending/notrun.hpp>

#include <ostream>

#include <fmt/format.h>
#include <trial/reporters/textline.hpp>

namespace trial {

void writeNotRun(std::ostream& stream, const std::vector<TestPtr>& tests) {
  if (tests.empty()) return;
  stream << fmt::format("\nNot run, because the run ended early: {} tests\n", tests.size());
  for (const auto& test : tests) stream << "  " << idInOneLine(test->id()) << '\n';
}

}  // namespace trial
