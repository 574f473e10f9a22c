// Which credentials there are for a call, before anything is fetched. Pure.
#pragma once

#include <mcp/tool.h>

#include "credentials/caller.h"
#include "credentials/settings.h"
#include "invoke/credentials.h"

namespace mcp::credentials {

/// Of each scheme what the caller brings, else what the operator gave: the secret, else what gets a
/// token.
invoke::Credentials known_credentials(const Server& server, const Settings& settings,
                                      const CallerCredentials& caller);

}  // namespace mcp::credentials
