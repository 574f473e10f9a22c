// The request of a call that is not sent.
#pragma once

#include <mcp/http.h>
#include <mcp/tool.h>

#include <variant>

#include "configuration/configuration.h"
#include "invoke/invoke.h"
#include "json/value.h"

namespace mcp::command_line {

/// What `call --dry-run` shows: the request that these arguments give, with names of variables in
/// the place of secrets, or why there is none. Pure.
std::variant<HttpRequest, invoke::ToolResult> plan_request(
    const Server& server, const Tool& tool, const json::Value* arguments,
    const configuration::Configuration& configuration,
    const schema::Names& names = schema::own_names);

}  // namespace mcp::command_line
