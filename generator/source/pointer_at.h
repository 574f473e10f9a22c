// From a place in a file to the JSON Pointer of what stands there.
#pragma once

#include <string>

#include "source/node.h"

namespace mcpcc::source {

/// The pointer (`#/paths/~1pets/get`) of the innermost value, or member whose key, holds `at`.
/// Aliased values are found where their anchor is. `root` must be the root of the file of `at`.
std::string pointer_at(const Node& root, Span at);

}  // namespace mcpcc::source
