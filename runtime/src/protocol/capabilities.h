// What a client said it can do. MCP 2026-07-28, `ClientCapabilities`, and its counterparts.
#pragma once

#include <mcp/server.h>

#include <string>
#include <string_view>

#include "json/value.h"

namespace mcp::protocol {

inline constexpr std::string_view tasks_extension = "io.modelcontextprotocol/tasks";

struct ClientCapabilities {
  bool elicitation = false;  ///< forms
  bool elicitation_url = false;
  bool sampling = false;
  bool roots = false;
  bool tasks = false;  ///< the extension of 2026-07-28

  bool has(Capability capability) const;
};

/// `value`: the object of that name; nullptr: none.
ClientCapabilities read_capabilities(const json::Value* value);

/// `{"requiredCapabilities":{...}}`: the data of the error that says what is missing.
std::string required_capability(Capability capability);

}  // namespace mcp::protocol
