#include <trial/loader.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <reactor/repr.hpp>
#include <trial/loading/loadfailure.hpp>
#include <trial/loading/names.hpp>
#include <trial/loading/openprograms.hpp>
#include <trial/loading/places.hpp>
#include <trial/loading/sortitems.hpp>
#include <trial/modules.hpp>
#include <trial/programs/failures.hpp>
#include <trial/programs/framework.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/program.hpp>
#include <trial/programs/programcase.hpp>
#include <trial/selecting/escapedid.hpp>
#include <trial/selecting/nearest.hpp>
#include <trial/selecting/needs.hpp>

namespace trial {

namespace {

/// Removes the tests that an earlier name has loaded. Equal ids under one name stay: they are
/// different tests.
void dropSeen(TestSuite& suite, const std::unordered_set<std::string>& seen) {
  auto& tests = suite.tests();
  std::erase_if(tests, [&seen](const TestPtr& test) {
    if (auto* inner = dynamic_cast<TestSuite*>(test.get())) return dropSeen(*inner, seen), false;
    return seen.contains(test->id());
  });
}

/// The names of a program's cases and suites.
std::vector<std::string> namesIn(const frameworks::Framework& framework,
                                 const std::vector<frameworks::ListedCase>& cases) {
  std::vector<std::string> names;
  for (const auto& listed : cases) {
    names.push_back(listed.id);
    for (auto& suite : framework.suiteNames(listed)) names.push_back(std::move(suite));
  }
  return names;
}

/// Why a program whose framework is known is not run as one case.
std::string whyNotOneCase(const frameworks::Framework& framework, const std::string& program) {
  const auto origin = framework.origin();
  return fmt::format("it is a program of {}{}, with cases of its own: {} runs them",
                     framework.name(), origin.empty() ? "" : ", " + origin, reactor::repr(program));
}

}  // namespace

TestLoader::TestLoader()
    : suiteFactory(
          [](std::vector<TestPtr> tests) { return std::make_shared<TestSuite>(std::move(tests)); }),
      sorter([](const SortItem& a, const SortItem& b) { return a.name < b.name; }),
      programs_(std::make_shared<OpenPrograms>()) {}

TestPtr TestLoader::loadProgram(const std::string& name, const SplitName& split,
                                OpenProgram& program) {
  if (!program.error && !program.listing) programs_->list({name});
  if (program.error) return holderOf(name, *program.error);
  // Its error is one, however the program is called.
  const auto called = program.program->name + (split.inside ? "::" + *split.inside : std::string());
  if (!program.listing->error.empty())
    return holderOf(called, Failure(ProgramError(program.listing->error)));
  const auto& cases = program.listing->cases;
  if (cases.empty()) {
    return holderOf(called, Failure(ProgramError(program.program->name + " lists no cases")));
  }
  // A case is meant by its name as `--list` prints it, and by its own, also when that looks like a
  // glob.
  std::optional<std::string> exact;
  for (const auto& id : split.inside ? std::vector{unescapedId(*split.inside), *split.inside}
                                     : std::vector<std::string>()) {
    const auto isCalledSo = [&id](const auto& listed) { return listed.id == id; };
    if (!exact && std::any_of(cases.begin(), cases.end(), isCalledSo)) exact = id;
  }
  std::vector<std::pair<SortItem, TestPtr>> found;
  const auto& framework = *program.program->framework;
  const auto wanted = [&](const frameworks::ListedCase& listed) {
    if (!split.inside) return !listed.hidden;
    if (exact) return listed.id == *exact;
    return frameworks::namesCase(*split.inside, listed.id, framework.suiteNames(listed));
  };
  std::vector<Selectable> candidates;
  const auto isSkipped = [this](const frameworks::ListedCase& listed) {
    return (listed.disabled || !listed.leftOut.empty()) && !includeDisabled;
  };
  for (const auto& listed : cases)
    candidates.push_back({program.program.get(), &listed, wanted(listed), !isSkipped(listed)});
  takeNeeded(candidates);
  int place = 0;
  for (const auto& candidate : candidates) {
    ++place;
    if (!candidate.taken) continue;
    const auto& listed = *candidate.listed;
    // It keeps the listing, of which it is a part.
    const auto asCase = std::make_shared<ProgramCase>(
        program.program, std::shared_ptr<const frameworks::ListedCase>(program.listing, &listed));
    SortItem item;
    if (programSorter) item = {listed.id, split.target, place, asCase->id()};
    TestPtr test = asCase;
    if (!candidate.runs) test = std::make_shared<DisabledCase>(asCase);
    found.emplace_back(std::move(item), std::move(test));
  }
  if (split.inside && split.inside->empty() && found.empty())
    return holderOf(name, Failure(notFound(name, whyNotOneCase(framework, split.target))));
  if (split.inside && found.empty()) {
    return holderOf(
        name, Failure(notFound(name, "the program has no such case or suite" +
                                         nearestText(*split.inside, namesIn(framework, cases)))));
  }
  if (programSorter) sort(found, programSorter);
  auto tests = secondsOf(std::move(found));
  const auto& incomplete = program.listing->incomplete;
  if (!incomplete.empty() && !split.inside)
    tests.push_back(holderOf(name, Failure(ProgramError(incomplete))));
  return std::make_shared<ProgramSuite>(std::move(tests));
}

TestPtr TestLoader::loadAnything(const std::string& name, bool recurse) {
  try {
    const auto split = splitName(name);
    if (auto* program = programs_->open(split)) return loadProgram(name, split, *program);
    return loadPlace(name, split.isPath ? placeOfFile(split.target) : placeOfName(name), recurse);
  } catch (...) {
    return holderOf(name, loadFailure());
  }
}

SuitePtr TestLoader::loadByName(const std::string& name, bool recurse) noexcept {
  auto loaded = loadAnything(name, recurse);
  if (auto suite = std::dynamic_pointer_cast<TestSuite>(loaded)) return suite;
  return suiteFactory({std::move(loaded)});
}

SuitePtr TestLoader::loadByNames(const std::vector<std::string>& names, bool recurse) {
  programs_->list(names);
  listModulesOf(names, recurse);
  std::unordered_set<std::string> seen;
  std::vector<TestPtr> entries;
  for (const auto& name : names) {
    auto entry = loadByName(name, recurse);
    if (names.size() > 1) {
      dropSeen(*entry, seen);
      for (const auto& test : _iterateTests(entry)) seen.insert(test->id());
    }
    entries.push_back(std::move(entry));
  }
  return suiteFactory(std::move(entries));
}

void TestLoader::knowProgram(const std::string& name, std::string_view framework,
                             std::string dialect,
                             std::map<std::string, std::string, std::less<>> notes) {
  programs_->know(name, framework, std::move(dialect), std::move(notes));
}

TestPtr TestLoader::loadCase(const std::string& id) noexcept {
  try {
    // Only the id of a case of a program has this in it. Others need no look at the disk.
    if (id.find("::") != std::string::npos) {
      const auto split = splitName(id);
      auto* program = programs_->openAsWritten(split);
      if (program->error) return holderOf(id, *program->error);
      return std::make_shared<ProgramCase>(program->program, *split.inside);
    }
    const auto found = findByName(id);
    if (const auto* module = std::get_if<const TestModule*>(&found.what)) {
      return loadPlace(id, Place{*module, found.rest}, false);
    }
    throw notFound(id, "it is a package");
  } catch (...) {
    return holderOf(id, loadFailure());
  }
}

}  // namespace trial
