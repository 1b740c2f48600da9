/// The file that holds the debug information of a program or library.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct Dwarf;
struct Elf;

namespace reactor::detail {

struct ElfEnd {
  void operator()(Elf* elf) const noexcept;
};
struct DwarfEnd {
  void operator()(Dwarf* dwarf) const noexcept;
};

/// An open file, as elfutils' libdw reads it. `dwarf` uses `elf`, and is destroyed first.
struct DebugFile {
  std::unique_ptr<Elf, ElfEnd> elf;
  /// Null if the file cannot be read or has no debug information.
  std::unique_ptr<Dwarf, DwarfEnd> dwarf;
};

/// The debug information of the program or library at `path`, which lies in `folder`: its own, or
/// that of the file which was split off from it and which it names (`objcopy --add-gnu-debuglink`,
/// a package of debug files). Nothing is asked of a server.
[[nodiscard]] DebugFile openDebugFile(const std::string& path, const std::filesystem::path& folder);

}  // namespace reactor::detail
