#include <reactor/process/memory.hpp>

#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>
#include <sys/single_threaded.h>
#include <unistd.h>

namespace reactor {

#if defined(M_TOP_PAD) && defined(MADV_POPULATE_WRITE)

namespace {

std::uintptr_t heapEnd() { return reinterpret_cast<std::uintptr_t>(::sbrk(0)); }
std::uintptr_t pageSize() { return static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE)); }

/// Of whole pages.
void advise(std::uintptr_t from, std::uintptr_t to, int advice) {
  if (from < to) (void)::madvise(reinterpret_cast<void*>(from), to - from, advice);
}

std::uintptr_t heapBegin = 0;  // once the memory is prepared

/// Whether all memory up to the end of the heap is malloc's, and so its last block at that end.
bool endsWithMallocs() { return heapBegin + ::mallinfo2().arena == heapEnd(); }

}  // namespace

void prepareMemory(std::size_t size) noexcept {
  constexpr int large = 32 << 20;
  constexpr std::size_t more = std::size_t{256} << 10;  // than what is left of the heap now
  (void)::mallopt(M_MMAP_THRESHOLD, large);
  (void)::mallopt(M_TRIM_THRESHOLD, large);
  (void)::mallopt(M_TOP_PAD, static_cast<int>(size));
  const auto from = heapEnd() / pageSize() * pageSize();
  void* volatile block = std::malloc(more);  // makes the heap larger
  std::free(block);
  advise(from, heapEnd() / pageSize() * pageSize(), MADV_POPULATE_WRITE);
  heapBegin = heapEnd() - ::mallinfo2().arena;
}

ForksAhead::ForksAhead() noexcept {
  if (heapBegin == 0 || !__libc_single_threaded) return;  // another thread may be about to use it
  if (!endsWithMallocs()) return;
  // The last block of the heap is free; its first page has the size of it.
  const auto free = static_cast<std::uintptr_t>(::mallinfo2().keepcost);
  to_ = heapEnd() / pageSize() * pageSize();
  from_ = free < to_ ? ((to_ - free) / pageSize() + 2) * pageSize() : to_;
  advise(from_, to_, MADV_DONTNEED);
}

ForksAhead::~ForksAhead() {
  if (from_ < to_ && to_ <= heapEnd()) advise(from_, to_, MADV_POPULATE_WRITE);
}

#else

void prepareMemory(std::size_t) noexcept {}
ForksAhead::ForksAhead() noexcept = default;
ForksAhead::~ForksAhead() = default;

#endif

}  // namespace reactor
