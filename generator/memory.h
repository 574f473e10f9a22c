#pragma once

namespace mcpcc {

/// Has the allocator take its memory in one piece of which the kernel may make huge pages, and give
/// nothing back before the end. A large document takes 100 MB, and the faults of 4 KB pages a
/// quarter of the time. Call it once, before anything is allocated that lasts; does nothing where
/// the allocator or the kernel has no such thing.
void prefer_huge_pages();

}  // namespace mcpcc
