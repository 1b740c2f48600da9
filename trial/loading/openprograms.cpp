#include <trial/loading/openprograms.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <reactor/defer.hpp>
#include <reactor/libevent.hpp>
#include <reactor/repr.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/ending/suspension.hpp>
#include <trial/loading/filenames.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/programs/listing.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace fs = std::filesystem;

OpenProgram* OpenPrograms::open(const SplitName& split) {
  if (!split.isPath) return nullptr;
  const auto known = byName_.find(split.target);
  if (known != byName_.end()) return &known->second;
  const auto file = fromRunFolder(split.target);
  if (!split.inside) {
    std::error_code unreadable;
    if (!fs::is_regular_file(file, unreadable) || file.extension() == ".so" || isSource(file))
      return nullptr;
  }
  auto& opened = byName_[split.target];
  try {
    if (!fs::exists(file)) {
      throw std::invalid_argument(fmt::format("{} doesn't exist", reactor::repr(split.target)));
    }
    opened.program = frameworks::openProgram(split.target, runFolder());
    if (!opened.program) {
      throw std::invalid_argument(
          fmt::format("{} is neither a test module, nor a test program of a known framework",
                      reactor::repr(split.target)));
    }
  } catch (...) {
    opened.error = loadFailure();
  }
  return &opened;
}

void OpenPrograms::list(const std::vector<std::string>& names) {
  std::vector<OpenProgram*> asked;
  std::vector<frameworks::ProgramPtr> programs;
  for (const auto& name : names) {
    auto* program = open(splitName(name));
    if (program == nullptr || program->error || program->listing) continue;
    if (std::find(asked.begin(), asked.end(), program) != asked.end()) continue;
    asked.push_back(program);
    programs.push_back(program->program);
  }
  if (programs.empty()) return;
  auto& reactor = reactor::defaultReactor();
  const RunSignals signals(0);
  const Suspension suspension(reactor);
  const auto listed = frameworks::listPrograms(reactor, reactor, std::move(programs));
  try {
    const auto result =
        waitFor(listed.addCallback([&asked](std::vector<frameworks::Listing> listings) {
          for (std::size_t i = 0; i < asked.size(); ++i) {
            asked[i]->listing = std::make_shared<frameworks::Listing>(std::move(listings[i]));
          }
        }));
    if (const auto* failure = std::get_if<1>(&result)) failure->raiseException();
  } catch (const KeyboardInterrupt&) {
    listed.cancel();  // ends the programs
    throw;
  }
}

}  // namespace trial
