/// Files and folders whose names a run chooses itself. What somebody else has prepared under such a
/// name, a link above all, is never written through (DIR-13).
#pragma once

#include <filesystem>

#include <reactor/process/uniquefd.hpp>

namespace trial {

/// Makes a folder. Throws `std::system_error` naming it, also if something has this name already.
void makeFreshFolder(const std::filesystem::path& folder);
/// The same, but a folder that belongs to this user may be there already; its parents are made.
void makeOwnFolder(const std::filesystem::path& folder);
/// Makes an empty file. Throws `std::system_error` naming it, also if something has this name
/// already.
void makeFreshFile(const std::filesystem::path& file);
/// Opens a file for appending; it is made, or is a regular file of this user with no other name.
/// Throws `std::system_error` naming it.
[[nodiscard]] reactor::UniqueFD appendToOwnFile(const std::filesystem::path& file);

}  // namespace trial
