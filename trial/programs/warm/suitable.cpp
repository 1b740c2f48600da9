#include <trial/programs/warm/suitable.hpp>

#include <algorithm>
#include <exception>
#include <string_view>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <fmt/format.h>

#include <trial/programs/executable.hpp>
#include <trial/programs/warm/message.hpp>

namespace trial::frameworks {

namespace fs = std::filesystem;

namespace {

/// Libraries that must come first in a process, or have threads of their own.
constexpr std::string_view runtimes[] = {"libasan.", "libtsan.",   "liblsan.",
                                         "libmsan.", "libhwasan.", "libclang_rt."};

/// What a program consists of that is built to write its coverage as LLVM does. Put together here,
/// so that this program is not taken for one.
const std::string& coverageMark() {
  static const std::string mark = fmt::format("LLVM_PROFILE{}", "_FILE");
  return mark;
}

/// The loader of this process: the library is made for it.
std::string ownLoader() {
  static const auto loader = [] {
    const auto own = Executable::open("/proc/self/exe");
    return own ? own->loader() : std::string();
  }();
  return loader;
}

bool getsRights(const fs::path& program) {
  struct stat status = {};
  return ::stat(program.c_str(), &status) != 0 || (status.st_mode & (S_ISUID | S_ISGID)) != 0 ||
         ::getxattr(program.c_str(), "security.capability", nullptr, 0) > 0;
}

bool isRuntime(std::string_view library) {
  return std::any_of(std::begin(runtimes), std::end(runtimes),
                     [library](auto runtime) { return library.starts_with(runtime); });
}

}  // namespace

std::string whyNotWarm(const fs::path& program, const fs::path& library,
                       const reactor::Environment& environment) {
  // The loader takes these for ends of names.
  if (library.native().find_first_of(": ") != std::string::npos ||
      ::access(library.c_str(), R_OK) != 0) {
    return fmt::format("{} cannot be loaded into it", library.native());
  }
  const auto preloaded = environment.find(warm::preloadVariable);
  if (preloaded != environment.end() && preloaded->second.find("san") != std::string::npos)
    return "a library that looks like a sanitizer is preloaded";
  try {
    const auto file = Executable::open(program);
    if (!file) return "it is no program of this machine but a script or the like";
    if (file->loader().empty()) return "it is linked statically";
    if (file->loader() != ownLoader()) return fmt::format("its loader is {}", file->loader());
    if (getsRights(program)) return "it gets rights of its own";
    const auto& needed = file->needed();
    const auto found = std::find_if(needed.begin(), needed.end(), isRuntime);
    if (found != needed.end()) return fmt::format("it needs {}", *found);
    if (file->contains({coverageMark()})) return "it writes its coverage as LLVM does";
  } catch (const std::exception& unreadable) {
    return unreadable.what();
  }
  return {};
}

}  // namespace trial::frameworks
