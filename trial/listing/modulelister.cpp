#include <trial/listing/modulelister.hpp>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <reactor/libevent.hpp>
#include <reactor/spawn/findinpath.hpp>
#include <trial/detail/loaderrors.hpp>
#include <trial/ending/runsignals.hpp>
#include <trial/ending/signalreader.hpp>
#include <trial/listing/answering.hpp>
#include <trial/listing/modulelist.hpp>
#include <trial/listing/sanitizers.hpp>
#include <trial/loading/disabledmodules.hpp>
#include <trial/loading/filenames.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/sharedobjects.hpp>
#include <trial/programs/asking.hpp>
#include <trial/programs/excerpt.hpp>
#include <trial/programs/program.hpp>
#include <trial/running/environment.hpp>

namespace trial {

namespace fs = std::filesystem;

namespace {

using frameworks::Answer;
using frameworks::Question;

std::optional<ModuleListing>& current() {
  static std::optional<ModuleListing> listing;
  return listing;
}

/// The real paths of the modules that were listed.
std::set<fs::path>& listedFiles() {
  static std::set<fs::path> files;
  return files;
}

/// Those that have to be listed, each once, by the real path of the file and with a name.
std::vector<ModuleFile> unknownOf(const std::vector<ModuleFile>& modules) {
  std::vector<ModuleFile> unknown;
  for (const auto& [file, name] : modules) {
    std::error_code missing;
    auto real = fs::canonical(file, missing);
    if (missing || isKnownModule(real)) continue;  // opening it says what is wrong with it
    auto ownName = name.empty() ? moduleNameOf(real) : name;
    if (disabledModules().contains(ownName)) continue;
    if (!listedFiles().insert(real).second) continue;
    unknown.push_back({std::move(real), std::move(ownName)});
  }
  return unknown;
}

/// What the initialisers of a module run is no part of its tests' coverage: the data of this
/// process must not be written where those of the tests are expected, or before the folder for them
/// is made.
reactor::Environment withoutCoverage(reactor::Environment environment) {
  environment["GCOV_PREFIX"] = environment["LLVM_PROFILE_FILE"] = "/dev/null";
  return environment;
}

Question questionFor(reactor::IReactorProcess& spawner, const ModuleFile& module,
                     const ModuleListing& listing, std::string_view contents) {
  frameworks::Program self;
  self.name = listing.program.empty() ? reactor::ownProgramName() : listing.program.string();
  self.file = listing.program.empty() ? reactor::ownProgram : listing.program;
  self.folder = runFolder();
  return {[&spawner, self, module](std::shared_ptr<reactor::ProcessProtocol> protocol) {
            startProgram(
                spawner, self,
                {{self.name, std::string(listModuleArgument), module.file.string(), module.name},
                 withoutCoverage(runEnvironment())},
                std::move(protocol));
          },
          listing.timeout, fmt::format("did not list its {}", contents)};
}

/// Why the module cannot be used, although its process may have written the whole list; empty if it
/// can.
std::string problemOf(const Answer& answer, bool complete, const ModuleListing& listing,
                      std::string_view contents) {
  const auto listed = fmt::format("its {} were listed", contents);
  if (!answer.problem.empty()) {
    return complete ? fmt::format("did not end in {} s, although {}", listing.timeout, listed)
                    : answer.problem;
  }
  if (!complete) return fmt::format("{} before {}", frameworks::describe(answer.output), listed);
  // A worker that ends like this is told by its manager. This process would just end like it.
  if (listing.thenOpen && answer.output.end != frameworks::ProcessEnd{})
    return fmt::format("{} after {}", frameworks::describe(answer.output), listed);
  return {};
}

void take(const ModuleFile& module, const Answer& answer, const ModuleListing& listing,
          std::string_view contents) {
  const auto& output = answer.output;
  auto listed = readList(output.report);
  const auto problem = problemOf(answer, listed.has_value(), listing, contents);
  if (!problem.empty()) {
    listed.emplace().name = module.name;
    listed->error = Failure(ModuleError(withSanitizerAdvice(
        module.file.string(),
        fmt::format("{}: the process that opens it {}{}", module.file.string(), problem,
                    frameworks::excerpt(output.err.empty() ? output.out : output.err)))));
  }
  if (listed->error || !listing.thenOpen) keepList(module.file, *std::move(listed));
}

}  // namespace

void setModuleListing(std::optional<ModuleListing> listing) { current() = listing; }

void listModules(const std::vector<ModuleFile>& modules, std::string_view contents) {
  const auto listing = current();
  if (!listing) return;
  const auto unknown = unknownOf(modules);
  if (unknown.empty()) return;
  // A loop of its own: the default reactor is the user's, who has not asked for it yet.
  reactor::LibeventReactor loop;
  const RunSignals signals(0);
  const SignalReader reader(loop, [](int) {});  // wakes the loop
  std::vector<Question> questions;
  questions.reserve(unknown.size());
  for (const auto& module : unknown)
    questions.push_back(questionFor(loop, module, *listing, contents));
  const auto asked = frameworks::askAll(loop, std::move(questions), listing->atOnce);
  std::vector<Answer> answers;
  asked.addCallback([&answers](std::vector<Answer> all) { answers = std::move(all); })
      .addErrback([](const Failure&) {});  // it was cancelled
  while (!asked.called() && !RunSignals::received()) loop.iterate(1);
  if (RunSignals::received()) {
    asked.cancel();  // ends the processes
    while (!loop.getProcesses().empty()) loop.iterate(1);
    throw interruption();
  }
  for (std::size_t i = 0; i < unknown.size(); ++i) take(unknown[i], answers[i], *listing, contents);
}

}  // namespace trial
