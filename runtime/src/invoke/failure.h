// Responses that are no success.
#pragma once

#include <vector>

#include "http/message.h"
#include "invoke/cut.h"
#include "invoke/invoke.h"

namespace mcp::invoke {

/// The status, what says when to come back or where to go, and the text of the body, with the title
/// and the detail of a problem (RFC 9457) first. What is `writeOnly` is left out, and all of a body
/// of which that cannot be told. `server` may be nullptr. Of a body over max_error_body, `cuts`
/// says what is left out, and so does the text: JSON stays JSON, anything else loses its end. There
/// is no way to ask for the rest.
ToolResult failure(const Tool& tool, const HttpResponse& response, const Server* server,
                   std::vector<Cut>& cuts);

}  // namespace mcp::invoke
