/// The names of GoogleTest's cases: as ids, and how each is asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::googletest {

/// Whether the name of a suite or of a case in it begins with `DISABLED_`, also behind the name of
/// an instantiation.
[[nodiscard]] bool isDisabled(std::string_view name);

/// Whether a case is one of this suite, by its id.
[[nodiscard]] bool isInside(std::string_view id, std::string_view suite);

/// Makes ids of names. GoogleTest takes equal ones, from `RegisterTest` and from types with equal
/// names: they are numbered, `Suite.name#1`. Each case that a filter may not tell from others gets
/// a note. `cases` are all of a program, in its order.
void makeIds(std::vector<ListedCase>& cases);

/// The names of cases that `makeIds` has made ids of.
[[nodiscard]] std::vector<std::string> namesOf(const std::vector<ListedCase>& cases);

/// Disabled cases run like others, and `makeIds` is to know that.
void enableAll(std::vector<ListedCase>& cases);

/// Whether disabled cases run is not known: they are asked for like others, and the program skips
/// them then, or does not.
void enableInDoubt(std::vector<ListedCase>& cases);

/// How a case is asked for.
struct Asking {
  /// As the program prints it.
  std::string name;
  /// For the filter.
  std::string pattern;
  /// How many cases the pattern selects, and which of them it is. A program runs one of them when
  /// it is told that it is one shard of so many.
  std::size_t total = 1;
  std::size_t index = 0;
  /// It has to be asked to run disabled ones too. True also for some names that only look so.
  bool disabled = false;
  /// Whether the program runs it by itself is not known: if it does not, the case is disabled.
  bool inDoubt = false;
  /// How many cases of the program are not disabled; 0 if that is not known.
  std::size_t enabled = 0;
};
/// Whether the note of this case is needed for that.
[[nodiscard]] bool needsNote(std::string_view id);
[[nodiscard]] Asking askingFor(const std::string& id, const CaseNotes* notes);

}  // namespace trial::frameworks::googletest
