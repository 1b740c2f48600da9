/// Names of Catch2's cases: as ids, as parts of a test specification, and as reports show them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <trial/programs/framework.hpp>

namespace trial::frameworks::catch2 {

/// What the list says of a case, in the form of the listing's note.
struct CaseNote {
  /// Where it stands among all cases of the program, hidden ones too, counted from 0.
  std::size_t position = 0;
  std::size_t total = 0;
  /// How many cases are not hidden.
  std::size_t visible = 0;
  bool hidden = false;
  /// Its line in the sources.
  int line = 0;
  /// Its own name, from which the id may differ.
  std::string name = {};
  /// The end of a specification for it: what its name stands for, too, and can be left out.
  std::string exclusions = {};

  [[nodiscard]] std::string text() const;
  [[nodiscard]] static CaseNote read(std::string_view note);
};

/// The note on a case; none if it is not known. `notes` may be null.
[[nodiscard]] std::optional<CaseNote> noteOn(const CaseNotes* notes, const std::string& id);

/// Whether the name of a case does not tell it from all others: a specification takes no notice of
/// upper and lower case and of blanks at the ends of names, and has `*` at either end for anything.
/// Also true for ids that `nameCases` has numbered.
[[nodiscard]] bool needsNote(std::string_view id);

/// Turns the names of listed cases, which stand as their ids, into ids that are unique, and gives
/// them their paths and notes. Cases that Catch2 cannot tell apart by their names are numbered:
/// `Name#1`, `name#2`.
void nameCases(std::vector<ListedCase>& cases);

/// A test specification for the case with this name.
[[nodiscard]] std::string specificationFor(std::string_view name);
/// What Catch2 compares names by.
[[nodiscard]] std::string keyOf(std::string_view name);
/// Whether that stands for another case with the name `other`, too.
[[nodiscard]] bool standsFor(std::string_view name, std::string_view other);

/// Whether a report may show a case with this name so: without the blanks at its ends, and with
/// bytes that XML cannot have as `\x1B`.
[[nodiscard]] bool isShownAs(std::string_view name, std::string_view shown);

}  // namespace trial::frameworks::catch2
