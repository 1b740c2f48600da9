#include <trial/programs/warm/library.hpp>

#include <system_error>

#include <dlfcn.h>

namespace trial::frameworks {

std::filesystem::path warmLibraryFile() {
  Dl_info own = {};
  if (::dladdr(reinterpret_cast<void*>(&warmLibraryFile), &own) == 0) return {};
  std::error_code none;
  const auto file =
      std::filesystem::absolute(own.dli_fname, none).parent_path() / "libtrial-dist-warm.so";
  return std::filesystem::exists(file, none) ? file : std::filesystem::path();
}

}  // namespace trial::frameworks
