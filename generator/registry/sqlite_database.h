// The back end that is part of mcpcc.
#pragma once

#include <memory>

#include "registry/database.h"

namespace mcpcc::registry {

/// A file in the journal mode WAL with `synchronous=FULL`: what was committed survives a loss of
/// power.
std::unique_ptr<Database> open_sqlite(const Location& location, std::chrono::milliseconds patience);

}  // namespace mcpcc::registry
