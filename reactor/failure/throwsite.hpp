/// Where exceptions were thrown: the library stands in front of `__cxa_throw` and notes the calls
/// that led there, so that a Failure knows its frames without help from whoever throws (FA-11).
#pragma once

#include <cstdint>
#include <vector>

namespace reactor::detail {

/// Addresses of code, each within the call that was being made; innermost first.
using Addresses = std::vector<std::uintptr_t>;

/// The calls from the throw of the exception at this address to the function that handles it, which
/// must be among the callers. Empty if the exception was not thrown by this thread, was made
/// without a throw, or has been forgotten because this thread has since thrown some others.
[[nodiscard]] Addresses thrownFrom(const void* exception);

/// For an exception that is about to be thrown again: its throw is still the first one.
void rememberThrow(const void* exception, const Addresses& from) noexcept;

}  // namespace reactor::detail
