/// From code addresses to functions and source lines, by debug information.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reactor/detail/frame.hpp>
#include <reactor/failure/throwsite.hpp>

namespace reactor::detail {

/// The frames of these calls, outermost first, with a frame for each inlined function. Functions of
/// the C++ library and functions without debug information are left out.
[[nodiscard]] std::vector<Frame> framesOf(const Addresses& innermostFirst);

/// Makes relative file names absolute where the file is found: from the folder of the program or
/// library that made the calls, from a folder above it, or from where it was compiled.
void findSources(std::vector<Frame>& frames, const Addresses& innermostFirst);

/// The name as the source has it. A name that is not mangled is returned unchanged.
[[nodiscard]] std::string demangled(const char* name);

/// The name without return type, template arguments and parameters: `f` for
/// `void f<int>(int) const`.
[[nodiscard]] std::string functionName(std::string_view demangled);

}  // namespace reactor::detail
