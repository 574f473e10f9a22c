// What of an HTTP response is for programs: `_meta` of a result.
#pragma once

#include <mcp/http.h>
#include <mcp/tool.h>

#include <string>
#include <string_view>
#include <vector>

#include "invoke/cut.h"

namespace mcp::invoke {

/// A JSON object, or empty where there is nothing to say: `mcpcc/http` with the status and the
/// headers on where to go on (Link, Location, Content-Location), on versions (ETag, Last-Modified),
/// on which part of the whole it is (Content-Range), on limits (Retry-After and those with rate
/// limits in their names), what the document describes, and, as HEAD asks for nothing else, on what
/// GET would have; `mcpcc/cut` with what was cut and which `_result` gives the rest;
/// `mcpcc/incomplete` with why the response is not whole, and `mcpcc/declared_type` with the type
/// that the body is called and is not, unless these are empty.
std::string result_meta(const Tool& tool, const HttpResponse& response,
                        const std::vector<Cut>& cuts, std::string_view incomplete,
                        std::string_view wrong_type = {});

}  // namespace mcp::invoke
