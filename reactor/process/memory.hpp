/// prepareMemory: gets the memory that a process is going to need at one go.
#pragma once

#include <cstddef>

namespace reactor {

/// A page of memory that is used for the first time costs a fault, in a virtual machine ten
/// microseconds and more. So the heap gets `size` bytes, with their pages, by one call, and what is
/// freed later stays in it. Does nothing where the system or the C library cannot do that.
void prepareMemory(std::size_t size) noexcept;

/// After a fork a page costs such a fault, too, when it is written to while the other process has
/// it. This copies the pages at one go that `prepareMemory` has got.
void ownMemory() noexcept;

}  // namespace reactor
