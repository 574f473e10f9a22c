// The order of the index of large objects. Internal to this folder.
#pragma once

#include <cstddef>
#include <string_view>

namespace mcpcc::source {

/// Objects of at least this many members carry an index.
inline constexpr std::size_t indexed_from = 24;

/// Shorter keys first: most comparisons end at the sizes.
inline bool key_less(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace mcpcc::source
