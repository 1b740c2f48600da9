/// SortItem: what a loader's sorter compares.
#pragma once

#include <functional>
#include <string>

namespace trial {

/// An item that a loader sorts: a class, a method, a module, a package or a case of a program.
struct SortItem {
  std::string name;
  /// The place in the sources where a class or method is registered. For a module or package: its
  /// path and 0. For a case: its program and the case's number in the program's list, from 1.
  std::string file;
  int line = 0;
  /// The full name; `name` is its last part.
  std::string id;
};
/// True if the first comes before the second.
using Sorter = std::function<bool(const SortItem&, const SortItem&)>;

}  // namespace trial
