// Credentials of the operator, put where the security schemes of the document want them.
#pragma once

#include <mcp/tool.h>

#include <optional>
#include <string>

#include "invoke/invoke.h"
#include "invoke/request_parts.h"

namespace mcp::invoke {

/// Adds the credentials of the first requirement that is configured, in place of anything that
/// bears their names; an anonymous requirement counts only where no other does. Otherwise says,
/// without showing any secret, what the operator has to set.
std::optional<std::string> add_credentials(const Server& server, const Tool& tool,
                                           const Settings& settings, RequestParts& parts);

}  // namespace mcp::invoke
