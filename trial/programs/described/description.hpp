/// Description: what a `[[framework]]` of the configuration file says of a framework.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <trial/configuration/section.hpp>
#include <trial/programs/described/pattern.hpp>
#include <trial/programs/described/template.hpp>

namespace trial::frameworks {

/// How a program is asked for its cases, and what it answers.
struct DescribedList {
  std::vector<Template> arguments;
  /// The descriptor that the list is read from.
  int from = 1;
  /// What stands between blanks is a case, not a line.
  bool words = false;
  Pattern one;
  /// Lines or words that are no cases.
  std::optional<Pattern> ignored;
  /// The exit statuses of a program that has listed its cases; none: any.
  std::vector<int> statuses;
};

/// How a program is asked to run some of its cases.
struct DescribedRun {
  std::vector<Template> arguments;
  /// What each case becomes in `{cases}`, and as a line in `{file}`.
  std::vector<Template> each;
  /// Stands between cases that are one argument together.
  std::optional<std::string> separator;
  /// The cases of one process at most.
  std::size_t most = 0;
  /// All of them are of one suite.
  bool sameSuite = false;
  /// The cases are in a file.
  bool inFile = false;
  /// The suite and the name of a case are needed, which its id alone does not tell.
  bool needsParts = false;
};

/// How it reports, if that is not by its exit status alone.
struct DescribedProgress {
  int from = 1;
  bool tap = false;
  // What it prints, if it is not TAP.
  std::optional<Pattern> start;
  std::optional<Pattern> pass;
  std::optional<Pattern> fail;
  std::optional<Pattern> skip;
  /// A check of the case in progress, which goes on.
  std::optional<Pattern> failedCheck;
  /// The end of all cases.
  std::optional<Pattern> finished;
};

struct Description {
  std::string name;
  /// Where the description begins.
  ConfigurationPlace place;
  /// Globs of its programs.
  std::vector<std::string> programs;
  /// The one that holds the file: the globs are relative to it.
  std::filesystem::path folder;
  /// Of `{suite}` and `{name}`; none: `{suite}/{name}`, or the name alone of a case without suite.
  std::optional<Template> id;
  DescribedList list;
  DescribedRun run;
  /// None: each case has a process of its own, whose exit status is the result.
  std::optional<DescribedProgress> progress = std::nullopt;
  /// The exit statuses of a run in which nothing failed, and of a case that is skipped.
  std::vector<int> passStatuses = {0};
  std::vector<int> skipStatuses = {77};

  /// The id of a case whose suite and name a pattern has found.
  [[nodiscard]] std::string idOf(const PatternMatch& match) const;
};

/// The keys of `[[framework]]`.
inline const std::vector<std::string> frameworkKeys = {"name", "programs", "id",  "list",
                                                       "run",  "progress", "exit"};
/// `programs` of a section: globs, at least one, none of them empty.
[[nodiscard]] std::vector<std::string> globsOf(const ConfigurationSection& section);
/// Reads the section. `ConfigurationError` if something is wrong in it.
[[nodiscard]] Description readDescription(const ConfigurationSection& section,
                                          const std::filesystem::path& folder);

}  // namespace trial::frameworks
