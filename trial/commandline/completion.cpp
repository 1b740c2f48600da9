#include <trial/commandline/completion.hpp>

#include <functional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <reactor/libevent.hpp>
#include <reactor/reactors.hpp>
#include <trial/commandline/orders.hpp>
#include <trial/loader.hpp>
#include <trial/loading/packages.hpp>
#include <trial/loading/places.hpp>
#include <trial/loading/runfolder.hpp>
#include <trial/loading/searchpath.hpp>
#include <trial/modules.hpp>
#include <trial/programs/listing.hpp>
#include <trial/programs/program.hpp>
#include <trial/reporters.hpp>
#include <trial/suite.hpp>
#include <trial/wait.hpp>

namespace trial {

namespace {

/// How long a program may take to list its cases, in seconds. The user is waiting.
constexpr double listSeconds = 3;

class Names final {
 public:
  Names(std::string beginning, const Tell& tell, bool mayRun)
      : beginning_(std::move(beginning)), tell_(tell), mayRun_(mayRun) {}

  void tellAll() {
    if (const auto at = beginning_.find("::"); at != std::string::npos) {
      if (mayRun_) tellCases(beginning_.substr(0, at));
    } else if (beginning_.find('/') == std::string::npos) {
      tellDotted(beginning_);
      if (told_.contains(beginning_)) tellDotted(beginning_ + ".");
    }
  }

 private:
  /// Tells a name if the user has typed the first `outer` letters of it, which name the module,
  /// class or suite around it.
  void tell(const std::string& name, const char* what, std::size_t outer) {
    if (!name.starts_with(beginning_) || outer > beginning_.size()) return;
    if (told_.insert(name).second) tell_({name, what});
  }

  /// Tells the names that may replace the last part of `name`.
  void tellDotted(const std::string& name) {
    const auto dot = name.rfind('.');
    if (dot == std::string::npos) {
      const auto path = searchPath();
      for (const auto& file : path.files) tell(file.name, "module", 0);
      for (const auto& folder : path.folders) tellMembers({{}, folder}, name);
      return;
    }
    auto outer = name.substr(0, dot);
    if (!mayRun_) {
      const auto place = placeOfName(outer);
      if (const auto* package = std::get_if<Package>(&place.what))
        tellMembers(*package, name.substr(dot + 1));
      return;
    }
    const auto found = findByName(outer);
    if (const auto* package = std::get_if<Package>(&found.what)) {
      tellMembers(*package, name.substr(dot + 1));
    } else {
      if (!found.rest.empty()) outer.resize(outer.size() - found.rest.size() - 1);
      tellTestsOf(*std::get<const TestModule*>(found.what), outer);
    }
  }

  void tellMembers(const Package& package, const std::string& last) {
    const auto outer = package.name.size();
    try {
      for (const auto& module : packageMembers(package, loader_.modulePrefix, false).modules)
        tell(module.name, "module", outer);
    } catch (const ModuleError&) {
      // The folder cannot be read, or has no modules.
    }
    for (const auto& inner : packagesIn(package, loader_.modulePrefix, last))
      tell(inner.name, "package", outer);
  }

  /// `module` is the name by which the module was found; its own name may differ.
  void tellTestsOf(const TestModule& found, const std::string& module) {
    for (const auto& testClass : found.classes) {
      const auto name = module + "." + testClass.name;
      tell(name, "class", module.size());
      for (const auto& method : testClass.methods) {
        if (method.name.starts_with(loader_.methodPrefix))
          tell(name + "." + method.name, "test", name.size());
      }
    }
    if (!found.testSuite) return;
    for (const auto& test : _iterateTests(found.testSuite()))
      tell(test->id(), "test", module.size());
  }

  void tellCases(const std::string& target) {
    const auto program = frameworks::openProgram(target, runFolder());
    if (!program) return;
    auto& reactor = reactor::defaultReactor();
    frameworks::Listing listing;
    const auto listed = frameworks::listProgram(reactor, reactor, program, listSeconds);
    waitFor(listed.addCallback([&](frameworks::Listing l) { listing = std::move(l); }));
    const auto inside = target + "::";
    for (const auto& listedCase : listing.cases) {
      auto outer = inside.size();
      for (const auto& suite : program->framework->suiteNames(listedCase)) {
        tell(inside + suite, "suite", outer);
        outer = inside.size() + suite.size();
      }
      tell(inside + listedCase.id, "case", outer);
    }
  }

  std::string beginning_;
  const Tell& tell_;
  bool mayRun_;
  const TestLoader loader_;
  std::set<std::string> told_;
};

}  // namespace

std::string_view kindOf(Completes completes) noexcept {
  switch (completes) {
    case Completes::nothing: break;
    case Completes::order: return "order";
    case Completes::reporter: return "reporter";
    case Completes::tracebackFormat: return "format";
    case Completes::reactor: return "reactor";
    case Completes::file: return "file";
    case Completes::folder: return "folder";
    case Completes::program: return "program";
  }
  return "nothing";
}

void tellCandidates(std::string_view kind, const std::string& beginning, const Tell& tell,
                    bool mayRun) {
  if (kind == kindOfNames) return Names(beginning, tell, mayRun).tellAll();
  std::set<std::string, std::less<>> told;  // two reporters may have one name
  const auto tellValue = [&](std::string_view value, std::string_view description = {}) {
    if (value.starts_with(beginning) && told.emplace(value).second)
      tell({std::string(value), std::string(description)});
  };
  if (kind == kindOf(Completes::order)) {
    for (const auto& order : orders()) tellValue(order.name, order.description);
  } else if (kind == kindOf(Completes::reporter) && !mayRun) {
    for (const auto& reporter : reporters()) tellValue(reporter.name, reporter.description);
  } else if (kind == kindOf(Completes::reporter)) {
    for (const auto& reporter : availableReporters()) {
      if (reporter.problem.empty()) tellValue(reporter.name, reporter.description);
    }
  } else if (kind == kindOf(Completes::tracebackFormat)) {
    for (const auto format : tracebackFormats()) tellValue(format);
  } else if (kind == kindOf(Completes::reactor)) {
    for (const auto& type : reactor::getReactorTypes()) tellValue(type.shortName, type.description);
  }
}

}  // namespace trial
