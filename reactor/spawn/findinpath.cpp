#include <reactor/spawn/findinpath.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace reactor {

namespace {

/// 0 if `file` is a file that may be executed, else ENOENT or EACCES.
int refusalOf(const std::filesystem::path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return ENOENT;
  return ::access(file.c_str(), X_OK) == 0 ? 0 : EACCES;
}

}  // namespace

InPath findInPath(const std::string& name, const std::string& path,
                  const std::filesystem::path& from) {
  int error = ENOENT;
  const auto isThere = [&](const std::string& candidate) {
    const int refusal = refusalOf(from / candidate);
    if (refusal == EACCES) error = EACCES;
    return refusal == 0;
  };
  if (name.find('/') != std::string::npos) return {isThere(name) ? name : "", error};
  for (std::size_t begin = 0; !name.empty() && begin <= path.size();) {
    const auto end = std::min(path.find(':', begin), path.size());
    const auto folder = end == begin ? std::string(".") : path.substr(begin, end - begin);
    if (auto candidate = folder + '/' + name; isThere(candidate))
      return {std::move(candidate), error};
    begin = end + 1;
  }
  return {"", error};
}

std::string ownProgramName() {
  constexpr std::string_view deleted = " (deleted)";
  std::error_code unreadable;
  auto name = std::filesystem::read_symlink(ownProgram, unreadable).string();
  if (name.ends_with(deleted)) name.resize(name.size() - deleted.size());
  return unreadable ? ownProgram : name;
}

std::string ownPath() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? systemPath : path;
}

}  // namespace reactor
