/// The reporters that `--reporter` finds by name (REP-26): the built-in ones, and those in modules.
/// A reporter's module is the file `reporter_NAME.so` or `libreporter_NAME.so`. It contains, at
/// namespace scope,
///
///     TRIAL_REPORTER(NAME, "what it prints, in one line", ReporterClass)
///
/// Only the process that reports opens it, not the workers. A reporter is built in by a line in
/// <trial/reporters/reportertable.hpp>.
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

/// All registered reporters, the built-in ones first, then in the order of registration.
[[nodiscard]] TRIAL_DIST_API const std::deque<ReporterEntry>& reporters();
/// Finds the registered reporter of this name, else the one of the module `reporter_NAME`, which is
/// looked up like a test module: among the files that TRIAL_PATH names, in the run's folder and in
/// the folders of TRIAL_PATH. A name with a `/`, or that of a file `*.so`, is the path of a module.
/// Such a module has one reporter, or one that has the file's name.
///
/// Null if there is none. Throws a `ModuleError` if there is a module that cannot be used: the
/// dynamic linker refuses it, it throws when it is opened, it registers no reporter of this name,
/// or two.
[[nodiscard]] TRIAL_DIST_API const ReporterEntry* findReporter(std::string_view name);
/// `std::invalid_argument` if the name is taken.
TRIAL_DIST_API void registerReporter(ReporterEntry entry);

struct AvailableReporter {
  std::string name;
  std::string description;
  /// Why it cannot be used, in place of a description; empty if it can.
  std::string problem = {};
};
/// The registered reporters, then those of all modules that `findReporter` would find, sorted by
/// name. Opens these modules; a broken one is listed with its problem.
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
