#include <trial/loading/openprograms.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

#include <sys/stat.h>

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

namespace {

/// Nothing stands behind `::`.
bool meansOneCase(const SplitName& split) { return split.inside && split.inside->empty(); }

/// The program that the name means; throws if there is none.
frameworks::ProgramPtr programOf(const SplitName& split) {
  const auto& name = split.target;
  const auto file = fromRunFolder(name);
  if (!fs::exists(file)) {
    throw std::invalid_argument(fmt::format("{} doesn't exist", reactor::repr(name)));
  }
  if (auto program = frameworks::openProgram(name, runFolder())) return program;
  if (meansOneCase(split)) return frameworks::openAsOneCase(name, runFolder());
  throw std::invalid_argument(fmt::format(
      "{} is neither a test module, nor a test program of a known framework{}", reactor::repr(name),
      frameworks::isRunnable(file)
          ? fmt::format("; {} runs it as one case, which passes if it exits with "
                        "status 0 and is skipped if with 77",
                        reactor::repr(name + "::"))
          : std::string()));
}

/// Whether its programs are recognised by what is in the file, so that another name of the file
/// makes no difference. Other programs may look at their name.
bool hasMarks(const frameworks::Framework& framework) {
  return framework.origin().empty() && !framework.fixedList();
}

}  // namespace

std::optional<OpenPrograms::FileId> OpenPrograms::fileOf(const std::string& path) {
  struct stat found = {};
  if (::stat(fromRunFolder(path).c_str(), &found) != 0) return std::nullopt;
  return FileId(found.st_dev, found.st_ino);
}

/// The program itself, or the one that was opened first by another path of the same file.
OpenProgram& OpenPrograms::firstOf(const std::string& path, OpenProgram& opened) {
  const auto file = fileOf(path);
  if (!file) return opened;
  const auto* framework = opened.program->framework;
  auto& known = openedFiles_[*file];
  for (const auto& other : known) {
    if (other.framework != framework || fileOf(other.path) != file) continue;
    const bool sameName = fs::path(other.path).filename() == fs::path(path).filename();
    if (sameName || hasMarks(*framework)) return *other.program;
  }
  known.push_back({path, framework, &opened});
  return opened;
}

OpenProgram* OpenPrograms::open(const SplitName& named) {
  auto* opened = openAsWritten(named);
  if (opened == nullptr || opened->error) return opened;
  auto& first = firsts_[opened];
  if (first == nullptr) first = &firstOf(named.target, *opened);
  return first;
}

OpenProgram* OpenPrograms::openAsWritten(const SplitName& named) {
  if (!named.isPath) return nullptr;
  // What is no program of a framework may be one case all the same.
  const auto key = named.target + (meansOneCase(named) ? "::" : "");
  for (const auto& name : {named.target, key}) {
    const auto known = byName_.find(name);
    if (known != byName_.end() && (name == key || !known->second.error)) return &known->second;
  }
  const auto file = fromRunFolder(named.target);
  if (!named.inside) {
    std::error_code unreadable;
    if (!fs::is_regular_file(file, unreadable) || file.extension() == ".so" || isSource(file))
      return nullptr;
  }
  auto& opened = byName_[key];
  try {
    opened.program = programOf(named);
  } catch (...) {
    opened.error = loadFailure();
  }
  return &opened;
}

void OpenPrograms::know(const std::string& name, std::string_view framework, std::string dialect,
                        frameworks::CaseNotes notes) {
  if (byName_.contains(name)) return;
  auto program = frameworks::knownProgram(name, runFolder(), framework, std::move(dialect));
  if (program == nullptr) return;
  program->known->notes = std::move(notes);
  byName_[name].program = std::move(program);
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
