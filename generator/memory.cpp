#include "memory.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace mcpcc {

void prefer_huge_pages() {
#if defined(__GLIBC__)
  constexpr int megabyte = 1 << 20;
  constexpr int reserved = 128 * megabyte;  // of addresses; memory is what is touched
  constexpr std::uintptr_t huge_page = 2UL * megabyte;
  mallopt(M_TRIM_THRESHOLD, 1024 * megabyte);
  mallopt(M_MMAP_THRESHOLD, 32 * megabyte);
  // The heap grows for this block, and by what is reserved; later by little.
  mallopt(M_TOP_PAD, reserved);
  void* const block = std::malloc(megabyte);
  const auto first = reinterpret_cast<std::uintptr_t>(block);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  std::free(block);
  mallopt(M_TOP_PAD, megabyte);
  const std::uintptr_t begin = (first + huge_page - 1) / huge_page * huge_page;
  // Where the heap did not grow, the block lies elsewhere.
  if (block == nullptr || begin >= end || end - begin > std::uintptr_t{2} * reserved) return;
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace mcpcc
