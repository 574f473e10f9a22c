// Scopes: what a principal has, and what a call needs.
#pragma once

#include <mcp/tool.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/settings.h"

namespace mcp::auth {

/// RFC 6749, section 3.3: printable ASCII without blanks, quotes and backslashes.
bool is_scope(std::string_view text);

/// `scopes` with all that they imply, each once, in a stable order.
std::vector<std::string> with_implied(std::vector<std::string> scopes, const Settings& settings);

/// Every scope that the settings or the document's operations speak of: what `*` stands for.
std::vector<std::string> all_scopes(const Server& server, const Settings& settings);

/// Scopes of `needed` that `held` lacks.
std::vector<std::string> missing_scopes(const std::vector<std::string>& needed,
                                        const std::vector<std::string>& held);

/// The scopes that a call of `tool` needs and `held` does not have all of; nullopt: it may be
/// called. The document names them in the operation's OAuth 2 and OpenID Connect requirements, of
/// which any one suffices, and the one that lacks least is told. An alternative with API keys or
/// passwords alone says nothing about callers of this server and opens no way around the others.
std::optional<std::vector<std::string>> scopes_to_ask_for(const Server& server, const Tool& tool,
                                                          const std::vector<std::string>& held);

}  // namespace mcp::auth
