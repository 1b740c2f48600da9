/// Program: a foreign test program, and how a process of it is started.
#pragma once

#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include <reactor/failure.hpp>
#include <reactor/interfaces.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

/// What a run learns of a program and may need later; the notes when the program is listed first.
struct KnownCases {
  /// None before the program was listed.
  std::optional<CaseNotes> notes;
  /// How long it took to list its cases, in seconds; none if it was not asked.
  std::optional<double> listSeconds = std::nullopt;
  /// What was told of a program that ends badly whichever case it runs: it is not told again.
  std::optional<std::string> alwaysEndsBadly;
  /// How many cases a command may have at most, because the system refused a longer one.
  std::optional<std::size_t> mostCases = std::nullopt;
};

/// Its framework is known, so it is safe to run.
struct Program {
  /// As the user gave it, without parts that are `.`: what its cases' ids begin with.
  std::string name;
  /// Absolute.
  std::filesystem::path file;
  /// Where its processes run: the folder in which the whole run was started, or its own.
  std::filesystem::path folder;
  bool inOwnFolder = false;
  /// Its framework, and what the adapter learned from its file. A program may have the marks of
  /// several: then this is the one that it is asked as, until it has been listed as one of them,
  /// which decides. Only the listing changes it.
  mutable const Framework* framework = nullptr;
  mutable std::string dialect = {};
  /// All of which it has the marks, if they are several and its list has not decided.
  mutable std::vector<Recognised> candidates = {};
  std::shared_ptr<KnownCases> known = std::make_shared<KnownCases>();
};
using ProgramPtr = std::shared_ptr<const Program>;

/// Decides what became of a case of the program where that depends on its list. False if there is
/// no list yet.
[[nodiscard]] bool settleByList(const Program& program, const std::string& id,
                                ReportedCase& reported);

/// The program, as its framework's commands need it; valid as long as the program is, and until it
/// is listed again. Its `argv[0]` is its name, with `./` in front if it has no slash: a name
/// without one would be looked for in PATH by whoever starts the program again by it. In its own
/// folder, where a relative name would mean something else, it is the absolute path.
[[nodiscard]] Callee calleeOf(const Program& program);

/// A test program by its path, relative to `folder`, in which the run was started; null if it is of
/// no known framework. A framework that the configuration file describes comes before others.
/// `std::system_error` naming the program if its file cannot be read, `ConfigurationError` if
/// something is wrong in the configuration file.
[[nodiscard]] ProgramPtr openProgram(const std::string& name, const std::filesystem::path& folder);

/// The same of a program that another process has opened, by the name of its framework and what
/// that has learned from its file, which is not read; null if there is no such framework.
[[nodiscard]] ProgramPtr knownProgram(const std::string& name, const std::filesystem::path& folder,
                                      std::string_view framework, std::string dialect);

/// A program of no known framework as one case, which passes if it exits with status 0. Throws
/// `std::invalid_argument` naming it if its file is nothing that can be run.
[[nodiscard]] ProgramPtr openAsOneCase(const std::string& name,
                                       const std::filesystem::path& folder);
/// Whether a file may be started as a program: it is executable, and no shared module.
[[nodiscard]] bool isRunnable(const std::filesystem::path& file);

/// What a process of a program has beside that which all have.
struct ProgramStart {
  /// By its number in the process, a descriptor of this process.
  std::map<int, int> descriptors = {};
  /// SpawnOptions::startedBy.
  std::function<pid_t(const std::map<int, int>& descriptors)> startedBy = {};
};

/// Starts a process of `program`: leader of a group of its own, ended by the kernel when this
/// process ends, 0 at its end, pipes on 1, 2 and `reportFD`. `std::system_error` if it cannot be
/// started. Who calls it keeps what the command keeps.
void startProgram(reactor::IReactorProcess& spawner, const Program& program, Command command,
                  std::shared_ptr<reactor::ProcessProtocol> protocol, ProgramStart how = {});

/// Whether a start failed because the system has no process, descriptor or memory for it now: it
/// may have some when another process has ended.
[[nodiscard]] bool isShortage(const std::exception& failedStart);

/// How many seconds later a start that failed is to be tried again, after so many failures in a row
/// before this one; none if trying again is of no use. It is of use, several times, so that others
/// can end meanwhile, after a shortage and while the program's file is being written, by a linker
/// for instance.
[[nodiscard]] std::optional<double> pauseAfter(const std::exception& failedStart, int failedBefore);

/// The end of the process that `processEnded` was told of.
[[nodiscard]] ProcessEnd processEnd(const reactor::Failure& reason);

}  // namespace trial::frameworks
