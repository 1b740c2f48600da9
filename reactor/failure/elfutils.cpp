#include <reactor/failure/elfutils.hpp>

#include <dlfcn.h>

namespace reactor::detail {

void* functionOfElfutils(const char* name) noexcept {
  // It needs libelf, so both are searched. Never closed: what it has opened is kept.
  static void* const library = ::dlopen("libdw.so.1", RTLD_LAZY | RTLD_LOCAL);
  return library == nullptr ? nullptr : ::dlsym(library, name);
}

}  // namespace reactor::detail
