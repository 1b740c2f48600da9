/// From addresses in a program or library to its functions and source lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <reactor/detail/frame.hpp>
#include <reactor/failure/debugfile.hpp>

namespace reactor::detail {

/// Code from `low` up to, but not including, `high`, that belongs to what has the index `owner`.
struct CodeRange {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::size_t owner = 0;

  [[nodiscard]] bool has(std::uint64_t address) const { return low <= address && address < high; }
};

/// One call. `frame` has the name of the function mangled, and the name of the file as the compiler
/// was given it: relative to `folder`, if it is relative.
struct SourceCall {
  Frame frame;
  std::string folder;
};

/// The debug information of one file. Compilation units are read when an address in them is first
/// asked for.
class CodeMap final {
 public:
  /// Of the program or library at `path`, which lies in `folder`.
  CodeMap(const std::string& path, const std::filesystem::path& folder);
  CodeMap(const CodeMap&) = delete;
  CodeMap& operator=(const CodeMap&) = delete;
  ~CodeMap();

  /// The calls at an address of the file, innermost first: functions that are inlined there, and
  /// the function that they are inlined into. Empty if the address is in no function, or there is
  /// no debug information.
  [[nodiscard]] std::vector<SourceCall> at(std::uint64_t address);

 private:
  struct Unit;

  DebugFile file_;
  std::vector<Unit> units_;
  /// Of all units. The linker drops inline functions that an earlier file has too, and the ranges
  /// of the later file may then name the code of the earlier one: ranges overlap.
  std::vector<CodeRange> code_;
};

}  // namespace reactor::detail
