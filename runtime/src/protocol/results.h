// The results of the methods, as JSON text. The tables are joined as they are; nothing is parsed.
#pragma once

#include <mcp/tool.h>

#include <string>
#include <string_view>

#include "invoke/invoke.h"
#include "protocol/version.h"

namespace mcp::protocol {

/// server/discover. MCP 2026-07-28, `server/discover`.
void append_discover_result(std::string& out, const Server& server);

/// The answer to a legacy handshake that settled on `version`. MCP 2025-11-25, `basic/lifecycle`.
void append_initialize_result(std::string& out, const Server& server, Version version);

/// tools/list: all tools on one page, in the order of the tables.
void append_list_result(std::string& out, const Server& server, Version version);

/// What append_list_result() is about to append, a little more at most: reserving it makes one
/// allocation of it.
std::size_t list_result_size(const Server& server, Version version);

/// The array of that result alone.
void append_tools(std::string& out, const Server& server, Version version);

/// tools/call. `structuredContent` where the version has it: any value in 2026-07-28, an object
/// before.
void append_call_result(std::string& out, const Server& server, Version version,
                        const invoke::ToolResult& result);

}  // namespace mcp::protocol
