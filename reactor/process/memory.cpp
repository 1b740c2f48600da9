#include <reactor/process/memory.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace reactor {

#if defined(M_TOP_PAD) && defined(MADV_POPULATE_WRITE)

namespace {

std::uintptr_t heapEnd() { return reinterpret_cast<std::uintptr_t>(::sbrk(0)); }

/// Where the memory begins that was prepared; 0 if none was.
std::uintptr_t preparedFrom = 0;

void populate(std::uintptr_t end) {
  if (preparedFrom == 0 || end <= preparedFrom) return;
  (void)::madvise(reinterpret_cast<void*>(preparedFrom), end - preparedFrom, MADV_POPULATE_WRITE);
}

}  // namespace

void prepareMemory(std::size_t size) noexcept {
  constexpr int large = 32 << 20;
  constexpr std::size_t more = std::size_t{256} << 10;  // than what is left of the heap now
  (void)::mallopt(M_MMAP_THRESHOLD, large);
  (void)::mallopt(M_TRIM_THRESHOLD, large);
  (void)::mallopt(M_TOP_PAD, static_cast<int>(size));
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  preparedFrom = heapEnd() / page * page;
  void* volatile block = std::malloc(more);  // makes the heap larger
  std::free(block);
  populate(heapEnd());
}

void ownMemory() noexcept {
  // Of a large heap hardly all is written to soon.
  constexpr std::uintptr_t most = std::uintptr_t{16} << 20;
  populate(std::min(heapEnd(), preparedFrom + most));
}

#else

void prepareMemory(std::size_t) noexcept {}
void ownMemory() noexcept {}

#endif

}  // namespace reactor
