/// The kinds of files that a name can mean: folders, sources, shared modules and their names.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace trial {

/// True for an existing folder.
[[nodiscard]] bool isFolder(const std::filesystem::path& path);
/// True if the extension is that of a C++ source or header.
[[nodiscard]] bool isSource(const std::filesystem::path& path);
/// True for an existing regular file `*.so`.
[[nodiscard]] bool isModuleFile(const std::filesystem::path& path);

/// The id of the user to whom the file belongs; that of root if there is no such file.
[[nodiscard]] unsigned ownerOf(const std::filesystem::path& file);
/// True if the file may be opened without anybody having named it: it belongs to the user of this
/// process or to root, or this process is root's (LOAD-05).
[[nodiscard]] bool isTrusted(const std::filesystem::path& file);

/// The module's name that a file has by default: `test_x` for `dir/libtest_x.so` and
/// `dir/test_x.so`; likewise `reporter_x`.
[[nodiscard]] std::string moduleNameOf(const std::filesystem::path& file);
/// The file of the module `name` in `folder`: `NAME.so` or `libNAME.so`, if one exists. Throws
/// `ModuleError` if both do.
[[nodiscard]] std::optional<std::filesystem::path> moduleIn(const std::filesystem::path& folder,
                                                            const std::string& name);
/// The file of the module that is named after `source` and lies in the same folder:
/// `dir/test_x.so` or `dir/libtest_x.so` for `dir/test_x.cpp`. Throws `ModuleError` if both exist.
[[nodiscard]] std::optional<std::filesystem::path> moduleBeside(
    const std::filesystem::path& source);

}  // namespace trial
