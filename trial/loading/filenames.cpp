#include <trial/loading/filenames.hpp>

#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <reactor/repr.hpp>
#include <trial/detail/loaderrors.hpp>

namespace trial {

namespace fs = std::filesystem;

bool isFolder(const fs::path& path) {
  std::error_code unreadable;
  return fs::is_directory(path, unreadable);
}

bool isSource(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".cpp" || extension == ".cc" || extension == ".cxx" || extension == ".hpp";
}

bool isModuleFile(const fs::path& path) {
  std::error_code unreadable;
  return path.extension() == ".so" && fs::is_regular_file(path, unreadable);
}

unsigned ownerOf(const fs::path& file) {
  struct stat status = {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_uid : 0;
}

bool isTrusted(const fs::path& file) {
  const auto user = ::geteuid();
  const auto owner = ownerOf(file);
  return user == 0 || owner == 0 || owner == user;
}

std::string moduleNameOf(const fs::path& file) {
  auto name = file.stem().string();
  return name.starts_with("libtest_") || name.starts_with("libreporter_") ? name.substr(3) : name;
}

std::optional<fs::path> moduleIn(const fs::path& folder, const std::string& name) {
  const auto plain = folder / (name + ".so");
  const auto prefixed = folder / ("lib" + name + ".so");
  const bool hasPrefixed = isModuleFile(prefixed);
  if (!isModuleFile(plain)) return hasPrefixed ? std::optional(prefixed) : std::nullopt;
  if (hasPrefixed) {
    throw ModuleError(fmt::format("two modules are named {}: {} and {}", reactor::repr(name),
                                  plain.string(), prefixed.string()));
  }
  return plain;
}

std::optional<fs::path> moduleBeside(const fs::path& source) {
  return moduleIn(source.parent_path(), source.stem().string());
}

}  // namespace trial
