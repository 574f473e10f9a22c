// What clients are shown of results: `outputSchema` of each tool (docs/profiles.md).
//
// Clients refuse a result that does not fit what was shown of it, so that accepts more than the
// document does: nothing is required, objects are open, any value may be null, and kinds of values
// that APIs take for each other are both there. It has no references and no combinators, and is the
// same for every client.
#pragma once

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "support/diagnostics.h"

namespace mcpcc::profile {

/// What `output_schema: auto` shows of one tool at most, in bytes.
inline constexpr std::size_t small_output = 2048;

/// Gives the listings of each tool, which they must have, what the configuration wants shown of its
/// `output_schema`.
void add_output_schemas(ir::Server& server, const configuration::Configuration& configuration,
                        Diagnostics& diagnostics);

}  // namespace mcpcc::profile
