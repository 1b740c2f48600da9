/// What a GoogleTest program writes as a whole: the list of its cases, and the report at the end of
/// a run.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::googletest {

/// The cases of a list in JSON, as `--gtest_list_tests --gtest_output=json:FILE` writes it; none if
/// it is damaged.
[[nodiscard]] std::optional<std::vector<ListedCase>> readList(std::string_view json);

/// Whether a program of these cases runs disabled ones without being asked to: `json` is its list
/// when it is told that it is the shard `index` of two. False if that cannot be read; none if it
/// does not tell, as when the only disabled case is the last one.
[[nodiscard]] std::optional<bool> runsDisabled(const std::vector<ListedCase>& cases,
                                               std::string_view json, std::size_t index);

/// The cases of a list as `--gtest_list_tests` prints it, between other text; without places in the
/// sources.
[[nodiscard]] std::vector<ListedCase> readPrintedList(std::string_view out);

/// What the report at the end says of a case.
struct CaseRecord {
  std::string name;
  /// False if the run came to its end without the case, although it was to run: something failed or
  /// skipped before.
  bool ran = false;
  bool skipped = false;
  /// As they are printed: `file:12: Failure`, then the message.
  std::string failures = {};
  std::string skipReason = {};
  std::optional<double> seconds = std::nullopt;
};

/// The cases of a report in JSON, or of several one behind the other: a process writes more than
/// one if it runs its cases twice, or goes on in both processes after a case has forked. None if a
/// report is damaged.
[[nodiscard]] std::optional<std::vector<CaseRecord>> readReports(std::string_view json);

}  // namespace trial::frameworks::googletest
