// What a list of tools costs a model, and what would make it smaller.
#pragma once

#include "ir/ir.h"
#include "support/diagnostics.h"

namespace mcpcc::driver {

/// Bytes / 4, rounded up: an estimate, the same for every document.
constexpr std::size_t tokens(std::size_t bytes) { return (bytes + 3) / 4; }

/// Reports `list-too-large` when the tools together are beyond `limit` tokens: the largest of them,
/// and what each measure would save.
void check_list_tokens(const ir::Server& server, std::size_t limit, Diagnostics& diagnostics);

}  // namespace mcpcc::driver
