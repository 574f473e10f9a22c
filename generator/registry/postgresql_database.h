// The back end for production.
#pragma once

#include <memory>

#include "registry/database.h"

namespace mcpcc::registry {

/// Loads libpq.so.5 at the first call, so that no other command of mcpcc pays for it (it brings
/// Kerberos and LDAP along). Everything of a registry lies in the schema `mcpcc` of the database.
std::unique_ptr<Database> open_postgresql(const Location& location,
                                          std::chrono::milliseconds patience);

}  // namespace mcpcc::registry
