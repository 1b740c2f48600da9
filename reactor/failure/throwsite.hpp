/// Where exceptions were thrown: this library replaces `__cxa_throw` with a function that records
/// the calls that led to it, so that a Failure has frames without help from the throwing code
/// (FA-11).
#pragma once

#include <cstdint>
#include <vector>

namespace reactor::detail {

/// Code addresses of calls, innermost first. Each lies inside the call instruction.
using Addresses = std::vector<std::uintptr_t>;

/// The calls between the throw of the exception at this address and the function that handles it,
/// which must be a caller of this one. Empty if another thread threw the exception, if it was made
/// without a throw, or if this thread has thrown so many others since that the record is gone.
[[nodiscard]] Addresses thrownFrom(const void* exception);

/// Records that this exception, which is about to be thrown again, was first thrown at `from`.
void rememberThrow(const void* exception, const Addresses& from) noexcept;

}  // namespace reactor::detail
