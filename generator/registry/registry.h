// Opening a registry for a command.
#pragma once

#include <memory>
#include <string_view>

#include "registry/database.h"

namespace mcpcc::registry {

/// The database at `location`, with the tables that this mcpcc works with. A SQLite database that
/// is empty is set up (`at` is the time to note); anything else that is not current is a Failure
/// that says what to do.
std::unique_ptr<Database> open_registry(const Location& location, std::string_view at);

}  // namespace mcpcc::registry
