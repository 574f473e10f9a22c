// What of an HTTP response is for programs: `_meta` of a result.
#pragma once

#include <mcp/http.h>

#include <string>
#include <vector>

#include "invoke/cut.h"

namespace mcp::invoke {

/// A JSON object, or empty where there is nothing to say: `mcpcc/http` with the status and the
/// headers on where to go on (Link, Location, Content-Location), on versions (ETag, Last-Modified)
/// and on limits (Retry-After and those with rate limits in their names); `mcpcc/cut` with what was
/// cut.
std::string result_meta(const HttpResponse& response, const std::vector<Cut>& cuts);

}  // namespace mcp::invoke
