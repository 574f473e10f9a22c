// What is asked of servers in more than one stage.
#pragma once

#include "openapi/document.h"

namespace mcpcc::openapi {

/// Whether the URL of `server` has a user or a password, by itself or by a value that the document
/// gives one of its variables. What is made of the document would publish it.
bool has_user(const Server& server);

}  // namespace mcpcc::openapi
