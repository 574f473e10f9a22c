// Responses that are no success.
#pragma once

#include "http/message.h"
#include "invoke/invoke.h"

namespace mcp::invoke {

/// The status, what says when to come back or where to go, and the text of the body, with the title
/// and the detail of a problem (RFC 9457) first. What is `writeOnly` is left out, and all of a body
/// of which that cannot be told. `server` may be nullptr.
ToolResult failure(const Tool& tool, const HttpResponse& response, const Server* server);

}  // namespace mcp::invoke
