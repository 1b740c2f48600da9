#include <trial/reporters.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <trial/subunitreporter.hpp>
#include <trial/textreporter.hpp>
#include <trial/treereporter.hpp>

namespace trial {

namespace {

std::deque<ReporterEntry>& entries() {
  static std::deque<ReporterEntry> all = {
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
  return all;
}

}  // namespace

const std::deque<ReporterEntry>& reporters() { return entries(); }

const ReporterEntry* findReporter(std::string_view name) {
  const auto& all = entries();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [name](const auto& entry) { return entry.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void registerReporter(ReporterEntry entry) {
  if (findReporter(entry.name) != nullptr) {
    throw std::invalid_argument("a reporter is already named " + entry.name);
  }
  entries().push_back(std::move(entry));
}

}  // namespace trial
