#include <reactor/failure/elfutils.hpp>

#include <dlfcn.h>

namespace reactor::detail {

void* functionOfElfutils(const char* name) noexcept {
  // It needs libelf, so both are searched. Never closed: what it has opened is kept. One before
  // 0.171 is of no use.
  static void* const library = [] {
    void* const opened = ::dlopen("libdw.so.1", RTLD_LAZY | RTLD_LOCAL);
    const bool isNewEnough = opened != nullptr && ::dlsym(opened, "dwarf_get_units") != nullptr;
    return isNewEnough ? opened : nullptr;
  }();
  return library == nullptr ? nullptr : ::dlsym(library, name);
}

}  // namespace reactor::detail
