/// What the user's options say of all test programs of other frameworks.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <reactor/interfaces.hpp>
#include <trial/detail/isolation.hpp>
#include <trial/programs/framework.hpp>

namespace trial::frameworks {

struct ProgramSettings {
  /// Seconds that a program may take to list its cases (`--list-timeout`).
  double listTimeout = 10;
  /// How many are listed at the same time. Each has four descriptors here, of the 1024 that a
  /// process usually may have.
  std::size_t listedAtOnce = 64;
  /// Options for the programs, behind those of the adapter (`--program-arg`).
  std::vector<std::string> arguments = {};
  /// Variables for the programs (`--env NAME=VALUE`).
  std::vector<std::pair<std::string, std::string>> variables = {};
  /// Programs run in the folder that they lie in, not in that of the run (`--cwd=program`).
  bool inOwnFolder = false;
  /// Which cases share a process (`--isolation`); none: as the configuration file says.
  std::optional<Isolation> isolation = std::nullopt;
  /// How many do so at most, with `Isolation::batch` (`--batch-size`); 0: no limit.
  std::size_t batchSize = 0;
  /// Cases that their program disables run, too (`--include-disabled`).
  bool includeDisabled = false;
  /// The library that keeps a process of each program warm (`--warm`); empty: each process is
  /// started anew.
  std::filesystem::path warmLibrary = {};
  /// TMPDIR of the programs, which is made before one is started; empty: that of the run.
  std::filesystem::path temporaryFolder = {};
};

/// Those that were set last.
[[nodiscard]] const ProgramSettings& programSettings() noexcept;
void setProgramSettings(ProgramSettings settings);

/// The environment of test programs: that of the run without the variables with which frameworks
/// and Bazel are told what to run and what to print (GTEST_*, BOOST_TEST_*, TEST_SHARD_INDEX, ...);
/// with what makes sanitizers end a program that they have found something in, if the user does not
/// set their options himself; with the temporary folder; with the user's variables.
[[nodiscard]] reactor::Environment programEnvironment();
/// Whether `--env` sets this variable.
[[nodiscard]] bool isSetByUser(std::string_view variable);
/// The command with the user's arguments, if programs of the framework take any.
[[nodiscard]] Command withUserArguments(const Framework& framework, Command command);

}  // namespace trial::frameworks
