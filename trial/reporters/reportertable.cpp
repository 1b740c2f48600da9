#include <trial/reporters/reportertable.hpp>

#include <trial/subunitreporter.hpp>
#include <trial/textreporter.hpp>
#include <trial/treereporter.hpp>

namespace trial {

std::vector<BuiltInReporter> reporterTable() {
  return {
      {"verbose", "a tree of modules, classes and tests, with colours",
       reporterFactory<TreeReporter>()},
      {"bwverbose", "a line for each test", reporterFactory<VerboseTextReporter>()},
      {"summary", "one line of numbers", reporterFactory<MinimalReporter>()},
      {"text", "a letter for each test", reporterFactory<TextReporter>()},
      {"timing", "a line for each test, and how long it took",
       reporterFactory<TimingTextReporter>()},
      {"subunit", "version 1 of the subunit protocol, for other programs",
       reporterFactory<SubunitReporter>()},
  };
}

}  // namespace trial
