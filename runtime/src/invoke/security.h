// Credentials of the operator, put where the security schemes of the document want them.
#pragma once

#include <mcp/tool.h>

#include <optional>
#include <string>

#include "invoke/credentials.h"
#include "invoke/request_parts.h"

namespace mcp::invoke {

/// The requirement of `tool` that a call meets: the first whose credentials are all there, else one
/// that wants none; nullptr: there is neither, or the operation wants nothing.
const SecurityRequirement* choose_requirement(const Tool& tool, const Credentials& credentials);

/// Adds the credentials of the chosen requirement in place of anything that bears their names.
/// Otherwise says, without showing any secret, what has to be set.
std::optional<std::string> add_credentials(const Server& server, const Tool& tool,
                                           const Credentials& credentials, RequestParts& parts);

/// Adds to `url`, where a redirect leads within the origin, the credentials that the chosen
/// requirement has in the query, but for those whose names are there.
void add_query_credentials(const Server& server, const Tool& tool, const Credentials& credentials,
                           std::string& url);

/// What a dry run shows: the names of the variables in angle brackets, of the credentials that are
/// there, or of all when no requirement of `tool` is met.
Credentials placeholders(const Server& server, const Tool& tool, Credentials credentials);

}  // namespace mcp::invoke
