#include <reactor/failure/codemap.hpp>

#include <cstddef>
#include <limits>
#include <string>

#include <dwarf.h>

#include <reactor/failure/elfutils.hpp>

namespace reactor::detail {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// A function, or an inlined copy of one.
struct Function {
  Dwarf_Die die;
  /// The index of the function that it is inlined into; `none` if it is not inlined.
  std::size_t caller = none;
  /// The number of functions around this one that it is inlined into.
  int depth = 0;
};

/// Adds the addresses of `die`, and returns whether it has any.
bool addRanges(Dwarf_Die& die, std::size_t owner, std::vector<CodeRange>& ranges) {
  const auto before = ranges.size();
  Dwarf_Addr base = 0;
  Dwarf_Addr low = 0;
  Dwarf_Addr high = 0;
  for (std::ptrdiff_t at = 0; (at = dwarf_ranges(&die, at, &base, &low, &high)) > 0;) {
    // What the linker dropped is said to be at 0 or 1, where the header of the file is.
    if (low > 1 && low < high) ranges.push_back({low, high, owner});
  }
  return ranges.size() > before;
}

std::string textOf(const char* text) { return text == nullptr ? "" : text; }

std::string textOf(Dwarf_Die& die, unsigned attribute) {
  Dwarf_Attribute found;
  return textOf(dwarf_formstring(dwarf_attr_integrate(&die, attribute, &found)));
}

std::string nameOf(Dwarf_Die& function) {
  auto name = textOf(function, DW_AT_linkage_name);
  if (name.empty()) name = textOf(function, DW_AT_MIPS_linkage_name);
  return name.empty() ? textOf(function, DW_AT_name) : name;
}

std::size_t numberOf(Dwarf_Die& die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Word number = 0;
  const bool known = dwarf_formudata(dwarf_attr(&die, attribute, &found), &number) == 0;
  return known ? static_cast<std::size_t>(number) : 0;
}

/// True for what may contain functions.
bool mayHaveFunctions(int tag) {
  switch (tag) {
    case DW_TAG_subprogram:
    case DW_TAG_inlined_subroutine:
    case DW_TAG_lexical_block:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
    case DW_TAG_namespace:
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type: return true;
    default: return false;
  }
}

}  // namespace

struct CodeMap::Unit {
  /// Has the table of lines.
  Dwarf_Die head;
  /// Contains the functions: `head`, or the unit in the .dwo file that `head` names.
  Dwarf_Die tree;
  bool isRead = false;
  std::vector<Function> functions;
  std::vector<CodeRange> code;

  void read();
  std::vector<SourceCall> at(Dwarf_Addr address);
  [[nodiscard]] const Function* innermost(Dwarf_Addr address) const;
  std::string callFile(Dwarf_Die& inlined);
};

void CodeMap::Unit::read() {
  isRead = true;
  struct Parent {
    Dwarf_Die die;
    std::size_t function;
  };
  std::vector<Parent> parents{{tree, none}};
  while (!parents.empty()) {
    auto parent = parents.back();
    parents.pop_back();
    Dwarf_Die die;
    if (dwarf_child(&parent.die, &die) != 0) continue;
    do {
      const int tag = dwarf_tag(&die);
      if (!mayHaveFunctions(tag)) continue;
      auto inside = parent.function;
      const bool inlined = tag == DW_TAG_inlined_subroutine && inside != none;
      if ((inlined || tag == DW_TAG_subprogram) && addRanges(die, functions.size(), code)) {
        const int depth = inlined ? functions[inside].depth + 1 : 0;
        functions.push_back({die, inlined ? inside : none, depth});
        inside = functions.size() - 1;
      }
      if (dwarf_haschildren(&die) > 0) parents.push_back({die, inside});
    } while (dwarf_siblingof(&die, &die) == 0);
  }
}

const Function* CodeMap::Unit::innermost(Dwarf_Addr address) const {
  const Function* found = nullptr;
  for (const auto& range : code) {
    if (!range.has(address)) continue;
    const auto& function = functions[range.owner];
    if (found == nullptr || function.depth > found->depth) found = &function;
  }
  return found;
}

std::string CodeMap::Unit::callFile(Dwarf_Die& inlined) {
  Dwarf_Files* files = nullptr;
  std::size_t count = 0;
  if (dwarf_getsrcfiles(&head, &files, &count) != 0) return {};
  const auto number = numberOf(inlined, DW_AT_call_file);
  return number < count ? textOf(dwarf_filesrc(files, number, nullptr, nullptr)) : "";
}

std::vector<SourceCall> CodeMap::Unit::at(Dwarf_Addr address) {
  if (!isRead) read();
  const Function* function = innermost(address);
  Dwarf_Line* line = function == nullptr ? nullptr : dwarf_getsrc_die(&head, address);
  if (line == nullptr) return {};
  std::vector<SourceCall> calls;
  const auto folder = textOf(head, DW_AT_comp_dir);
  auto file = textOf(dwarf_linesrc(line, nullptr, nullptr));
  int number = 0;
  dwarf_lineno(line, &number);
  while (true) {
    auto die = function->die;
    calls.push_back({{nameOf(die), std::move(file), number}, folder});
    if (function->caller == none) return calls;
    file = callFile(die);
    number = static_cast<int>(numberOf(die, DW_AT_call_line));
    function = &functions[function->caller];
  }
}

CodeMap::CodeMap(const std::string& path, const fs::path& folder)
    : file_(openDebugFile(path, folder)) {
  if (file_.dwarf == nullptr) return;
  Dwarf_CU* unit = nullptr;
  std::uint8_t type = 0;
  Dwarf_Die head;
  Dwarf_Die split;
  while (dwarf_get_units(file_.dwarf.get(), unit, &unit, nullptr, &type, &head, &split) == 0) {
    if (!addRanges(head, units_.size(), code_)) continue;
    const bool isSplit = type == DW_UT_skeleton && split.addr != nullptr;
    auto& added = units_.emplace_back();
    added.head = head;
    added.tree = isSplit ? split : head;
  }
}

CodeMap::~CodeMap() = default;

std::vector<SourceCall> CodeMap::at(std::uint64_t address) {
  for (const auto& range : code_) {
    if (!range.has(address)) continue;
    if (auto calls = units_[range.owner].at(address); !calls.empty()) return calls;
  }
  return {};
}

}  // namespace reactor::detail
