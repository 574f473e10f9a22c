// What a list of tools costs a model, and what would make it smaller.
#pragma once

#include <cstddef>
#include <functional>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "support/diagnostics.h"

namespace mcpcc::driver {

/// Bytes / 4, rounded up: an estimate, the same for every document.
constexpr std::size_t tokens(std::size_t bytes) { return (bytes + 3) / 4; }

/// The size of what all tools are listed as.
std::size_t list_bytes(const ir::Server& server);

/// The same of the server that another configuration gives of the document.
using ListUnder = std::function<std::size_t(const configuration::Configuration& configuration)>;

/// Reports `list-too-large` when the tools together are beyond `limit` tokens: the largest of them,
/// and what each measure would save, by making the list with it. `configuration` is what `server`
/// was made with.
void check_list_tokens(const ir::Server& server, std::size_t limit,
                       const configuration::Configuration& configuration,
                       const ListUnder& list_under, Diagnostics& diagnostics);

}  // namespace mcpcc::driver
