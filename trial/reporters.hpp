/// The reporters that `--reporter` knows, by name (REP-26): trial's own, and those of modules. A
/// reporter's module, `reporter_NAME.so` or `libreporter_NAME.so`, says at namespace scope
///
///     TRIAL_REPORTER(NAME, "what it prints, in one line", ReporterClass)
///
/// and is opened by the process that reports, not by its workers.
#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <reactor/api.hpp>
#include <trial/detail/once.hpp>
#include <trial/reporter.hpp>

namespace trial {

struct ReporterEntry {
  std::string name;
  /// One line.
  std::string description;
  ReporterFactory factory;
  /// The file that registered it with TRIAL_REPORTER; empty if it is in the program.
  std::filesystem::path module = {};
};

/// In the order in which they were registered, trial's own first.
[[nodiscard]] TRIAL_DIST_API const std::deque<ReporterEntry>& reporters();
/// The registered one of this name, else that of the module `reporter_NAME`, which is searched like
/// a test module: among the files that TRIAL_PATH names, in the run's folder and in the folders of
/// TRIAL_PATH. A name with a `/`, or of a file `*.so`, is the path of a module; it has one
/// reporter, or one that has the file's name.
///
/// Null if there is none. `ModuleError` if a module is there but cannot be used: the dynamic
/// linker's message, what it throws when it is opened, that it registers no such reporter, or that
/// two have this name.
[[nodiscard]] TRIAL_DIST_API const ReporterEntry* findReporter(std::string_view name);
/// `std::invalid_argument` if the name is taken.
TRIAL_DIST_API void registerReporter(ReporterEntry entry);

struct AvailableReporter {
  std::string name;
  std::string description;
  /// Why it cannot be used, in place of a description; empty if it can.
  std::string problem = {};
};
/// Those that are registered, then those of all modules that `findReporter` would find, by name.
/// Opens these modules; one that is broken has a problem, and hides no other.
[[nodiscard]] TRIAL_DIST_API std::vector<AvailableReporter> availableReporters();

namespace detail {
TRIAL_DIST_API bool registerReporterOfModule(std::string name, std::string description,
                                             ReporterFactory factory);
}  // namespace detail

}  // namespace trial

/// Registers the reporter `name`. The last argument is a class, see `reporterFactory`, or a
/// function with the parameters of a factory.
#define TRIAL_REPORTER(name, description, ...)                 \
  TRIAL_DETAIL_ONCE(::trial::detail::registerReporterOfModule( \
      #name, description, ::trial::reporterFactory<__VA_ARGS__>()))
