/// What addresses of code stand for in the source, as debug information has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <reactor/detail/frame.hpp>
#include <reactor/failure/throwsite.hpp>

namespace reactor::detail {

/// The frames of these calls, functions that were inlined among them, outermost first. Functions of
/// the C++ library, and those without debug information, are left out.
[[nodiscard]] std::vector<Frame> framesOf(const Addresses& innermostFirst);

/// Makes the names of files that are relative to where the compiler ran absolute, where there is
/// such a file: looked for from the folder of the program or library of these calls upwards.
void findSources(std::vector<Frame>& frames, const Addresses& innermostFirst);

/// As the source has it; the name itself if it is not a mangled one.
[[nodiscard]] std::string demangled(const char* name);

/// `f` for `void f<int>(int) const`: what a demangled name says without types.
[[nodiscard]] std::string functionName(std::string_view demangled);

}  // namespace reactor::detail
