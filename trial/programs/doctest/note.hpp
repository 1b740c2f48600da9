/// What the adapter of doctest remembers of a case that was listed.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace trial::frameworks {

/// What identifies a case to doctest; several may be alike.
struct DoctestPlace {
  /// Which of the lists of the program it is in, counted from 1: a program whose `main` runs its
  /// tests several times, or has several copies of doctest, has as many.
  std::size_t document = 1;
  std::string suite = {};
  std::string name = {};
  std::string file = {};
  int line = 0;
  friend auto operator<=>(const DoctestPlace&, const DoctestPlace&) = default;
};

/// What the listing's note on a case says.
struct DoctestNote {
  DoctestPlace place;
  /// Its number among all cases, and among those that are not decorated with `skip()`, counted from
  /// 1; 0: it is none of them, or not known.
  unsigned position = 0;
  unsigned positionOfEnabled = 0;
  /// In another process it may have other positions.
  bool shuffled = false;
  /// A filter can name it, and it is the only one of that name.
  bool nameable = false;
  /// Whether it is decorated with `skip()` is not known: a doctest before 2.4.7 does not list that.
  bool maybeSkipped = false;
};
[[nodiscard]] std::string textOf(const DoctestNote& note);
[[nodiscard]] DoctestNote noteOf(std::string_view text);

}  // namespace trial::frameworks
