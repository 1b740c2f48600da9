/// elfutils, loaded when something of it is first called: most runs look up no line of a source,
/// and it and the libraries that it needs make up an eighth of the start of a process.
#pragma once

#include <atomic>

#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <libelf.h>

namespace reactor::detail {

/// The function of libdw, or of libelf, that is called so; null if there is no such library.
[[nodiscard]] void* functionOfElfutils(const char* name) noexcept;

/// A function that is looked up at its first call. Without the library it returns 0 or null, so
/// that no file can be opened.
template <class R, class... A>
class LateFunction final {
 public:
  explicit constexpr LateFunction(const char* name) noexcept : name_(name) {}

  R operator()(A... arguments) const {
    auto* function = function_.load(std::memory_order_relaxed);
    if (function == nullptr) {
      function = reinterpret_cast<R (*)(A...)>(functionOfElfutils(name_));
      function_.store(function, std::memory_order_relaxed);
    }
    return function == nullptr ? R() : function(arguments...);
  }

 private:
  const char* name_;
  mutable std::atomic<R (*)(A...)> function_ = nullptr;
};

template <class R, class... A>
consteval LateFunction<R, A...> late(R (*)(A...), const char* name) {
  return LateFunction<R, A...>(name);
}

// They hide the functions themselves for who calls them in this namespace.
#define TRIAL_DIST_LATE(name) inline constinit auto name = late(&::name, #name)
TRIAL_DIST_LATE(dwarf_attr);
TRIAL_DIST_LATE(dwarf_attr_integrate);
TRIAL_DIST_LATE(dwarf_begin_elf);
TRIAL_DIST_LATE(dwarf_child);
TRIAL_DIST_LATE(dwarf_end);
TRIAL_DIST_LATE(dwarf_filesrc);
TRIAL_DIST_LATE(dwarf_formstring);
TRIAL_DIST_LATE(dwarf_formudata);
TRIAL_DIST_LATE(dwarf_get_units);
TRIAL_DIST_LATE(dwarf_getsrc_die);
TRIAL_DIST_LATE(dwarf_getsrcfiles);
TRIAL_DIST_LATE(dwarf_haschildren);
TRIAL_DIST_LATE(dwarf_lineno);
TRIAL_DIST_LATE(dwarf_linesrc);
TRIAL_DIST_LATE(dwarf_ranges);
TRIAL_DIST_LATE(dwarf_siblingof);
TRIAL_DIST_LATE(dwarf_tag);
TRIAL_DIST_LATE(dwelf_elf_gnu_build_id);
TRIAL_DIST_LATE(dwelf_elf_gnu_debuglink);
TRIAL_DIST_LATE(elf_begin);
TRIAL_DIST_LATE(elf_cntl);
TRIAL_DIST_LATE(elf_end);
TRIAL_DIST_LATE(elf_version);
#undef TRIAL_DIST_LATE

}  // namespace reactor::detail
