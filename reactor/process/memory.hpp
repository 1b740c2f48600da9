/// prepareMemory: gets the memory that a process is going to need at one go.
#pragma once

#include <cstddef>
#include <cstdint>

namespace reactor {

/// A page of memory that is used for the first time costs a fault, in a virtual machine ten
/// microseconds and more. So the heap gets `size` bytes, with their pages, by one call, and what is
/// freed later stays in it. Does nothing where the system or the C library cannot do that.
void prepareMemory(std::size_t size) noexcept;

/// While it lives, what the heap has beyond what is used is given back to the system, and taken
/// again in the end: a page that a child process has as well is copied when it is written to, which
/// costs more than a new one.
class ForksAhead final {
 public:
  ForksAhead() noexcept;
  ~ForksAhead();
  ForksAhead(const ForksAhead&) = delete;
  ForksAhead& operator=(const ForksAhead&) = delete;

 private:
  std::uintptr_t from_ = 0;
  std::uintptr_t to_ = 0;
};

}  // namespace reactor
